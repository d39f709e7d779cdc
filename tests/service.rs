//! The service for captures that run for months: the unit that is shipped, and what the manager hears.

use std::{
    fs,
    os::unix::{fs::PermissionsExt, net::UnixDatagram},
    path::PathBuf,
    process::Command,
    time::Duration,
};

use rustix::process::Signal;

use crate::support::{
    capture::{Capture, PATIENCE},
    captures::Folder,
    command::{run, tcxdump},
    netns::Netns,
    require,
};

/// The unit as for the interface `lo`, with the program under test.
fn unit(folder: &Folder) -> String {
    let shipped = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../dist/tcxdump@.service");
    let text = fs::read_to_string(shipped).unwrap();
    assert!(text.contains("ExecStart=/usr/bin/tcxdump -i %I "));
    let text = text.replace("/usr/bin/tcxdump", env!("CARGO_BIN_EXE_tcxdump"));
    folder.write("tcxdump@lo.service", text.as_bytes())
}

#[test]
fn the_unit_is_sound_and_leaves_little_open() {
    if !require::tool("systemd-analyze") {
        return;
    }
    let folder = Folder::new("unit");
    let unit = unit(&folder);
    // The man page need not be installed here.
    let said = run(Command::new("systemd-analyze").args(["verify", "--man=no", &unit]));
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
    // From 0 to 100; a service without any restriction has 96.
    let said =
        run(Command::new("systemd-analyze").args(["security", "--offline=true", "--threshold=20", &unit]));
    assert_eq!(said.code, Some(0), "{}", said.stdout);
}

#[test]
fn the_manager_hears_of_the_beginning_of_life_and_of_the_end() {
    if !require::live() {
        return;
    }
    let folder = Folder::new("notify");
    let manager = UnixDatagram::bind(folder.file("notify")).unwrap();
    // As systemd's is.
    fs::set_permissions(folder.file("notify"), fs::Permissions::from_mode(0o777)).unwrap();
    manager.set_read_timeout(Some(PATIENCE)).unwrap();
    let hear = || {
        let mut message = [0; 256];
        let len = manager.recv(&mut message).unwrap();
        String::from_utf8_lossy(&message[..len]).trim().to_owned()
    };
    let host = Netns::new();
    let mut command = tcxdump();
    command.env("NOTIFY_SOCKET", folder.file("notify")).env("WATCHDOG_USEC", "200000");
    // Nothing comes in: an idle capture is alive too.
    let running = Capture::start(&mut host.command(command.args(["-i", "lo", "-w", &folder.word("x")])));
    assert_eq!(hear(), "READY=1");
    for _ in 0..3 {
        assert_eq!(hear(), "WATCHDOG=1");
    }
    // One that does not get to run is not.
    running.signal(Signal::STOP);
    manager.set_read_timeout(Some(Duration::from_millis(400))).unwrap();
    let mut message = [0; 256];
    let silent = (0..3).any(|_| manager.recv(&mut message).is_err());
    assert!(silent);
    running.signal(Signal::CONT);
    running.signal(Signal::TERM);
    manager.set_read_timeout(Some(PATIENCE)).unwrap();
    while hear() != "STOPPING=1" {}
    assert_eq!(running.wait().code, Some(0));
}
