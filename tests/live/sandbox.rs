//! What a capture can still do once it has begun, and what it can not.

use std::{
    fs::{self, File},
    io::Write,
    net::{TcpListener, TcpStream, UdpSocket},
    os::unix::fs::{PermissionsExt, chown},
    path::Path,
    process::Command,
    thread,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use tcxdump::{
    sandbox::{Needs, enter},
    sink::save::folder::Folder as SaveFolder,
    source::Upkeep,
};

use crate::support::{
    capture::{Capture, figure},
    captures::Folder,
    command::tcxdump,
    engines,
    netns::Wire,
    require,
};

/// A user who is not root and owns nothing.
const NOBODY: u32 = 65534;

/// Does something on a thread that has given up everything but what it needs.
fn inside<T: Send>(needs: &(impl Fn() -> Needs<'static> + Sync), work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let confined = scope.spawn(|| {
            enter(&needs()).unwrap();
            work()
        });
        confined.join().unwrap()
    })
}

#[test]
fn what_packets_could_make_of_a_capture_is_refused() {
    if !require::live() {
        return;
    }
    let folder = Folder::new("refused");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let own = Pid::from_raw(std::process::id().cast_signed()).unwrap();
    for upkeep in [Upkeep::None, Upkeep::Detaches, Upkeep::Attaches] {
        let done: Vec<&str> = inside(&|| Needs { upkeep, ..Needs::default() }, || {
            let tried = [
                ("read", File::open("/etc/passwd").is_ok()),
                ("list", fs::read_dir("/").is_ok()),
                ("write", File::create(folder.file("x")).is_ok()),
                ("delete", fs::remove_dir(folder.file("")).is_ok()),
                ("link", std::os::unix::fs::symlink("/", folder.file("link")).is_ok()),
                ("run", Command::new("true").spawn().is_ok()),
                ("connect", TcpStream::connect(address).is_ok()),
                ("listen", UdpSocket::bind("127.0.0.1:0").is_ok()),
                ("signal", kill_process(own, Signal::CONT).is_ok()),
                ("become", rustix::process::setsid().is_ok()),
                ("enter", std::env::set_current_dir("/").is_ok()),
            ];
            tried.into_iter().filter(|(_, is_done)| *is_done).map(|(what, _)| what).collect()
        });
        assert_eq!(done, [""; 0], "{upkeep:?}");
    }
}

#[test]
fn what_a_capture_needs_is_there() {
    if !require::live() {
        return;
    }
    let folder = Folder::new("needed");
    let mut open = File::create(folder.file("open")).unwrap();
    let name = folder.file("x");
    let save = &*Box::leak(Box::new(SaveFolder::of(&name).unwrap()));
    let needs = || Needs { folder: Some(save), resolves: true, ..Needs::default() };
    let name_inside = inside(&needs, || {
        open.write_all(b"what was open before").unwrap();
        save.create(&name).unwrap().write_all(b"a new file").unwrap();
        save.delete(&name).unwrap();
        assert!(File::create(Path::new("/tmp/elsewhere")).is_err());
        assert_eq!(thread::spawn(|| vec![7; 1 << 24].len()).join().unwrap(), 1 << 24);
        dns_name("127.0.0.1")
    });
    assert_eq!(name_inside, dns_name("127.0.0.1"));
    inside(&|| Needs { reads: true, ..Needs::default() }, || {
        assert!(File::open("/etc/passwd").is_ok());
        assert!(File::create(&name).is_err());
    });
}

fn dns_name(address: &str) -> Option<String> {
    dns_lookup::lookup_addr(&address.parse().unwrap()).ok()
}

/// A line of `/proc/PID/status` (proc(5)).
fn status(running: &Capture, field: &str) -> String {
    let status = fs::read_to_string(format!("/proc/{}/status", running.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with(field)).unwrap();
    line.split_whitespace().nth(1).unwrap().to_owned()
}

#[test]
fn a_capture_of_an_interface_keeps_no_rights_on_any_engine() {
    if !require::live() {
        return;
    }
    let wire = Wire::new();
    let engines = engines::all();
    for engine in engines.iter().copied() {
        let words = ["--engine", engine, "-n", "-i", "l0", "--stats", "icmp"];
        let running = Capture::start(&mut wire.left.command(tcxdump().args(words)));
        wire.left.run("ping -c 2 -i 0.01 10.9.0.2");
        // What was attached as a filter of a qdisc has to be taken off again: CAP_NET_ADMIN.
        // Kernels without tcx have it for what xdp does not see, too.
        let has_filters = engine == "clsact" || (engine == "xdp" && !engines.contains(&"tcx"));
        let kept = if has_filters { "0000000000001000" } else { "0000000000000000" };
        for set in ["CapPrm:", "CapEff:"] {
            assert_eq!(status(&running, set), kept, "{engine} {set}");
        }
        for set in ["CapInh:", "CapAmb:"] {
            assert_eq!(status(&running, set), "0000000000000000", "{engine} {set}");
        }
        assert_eq!(status(&running, "NoNewPrivs:"), "1");
        assert_eq!(status(&running, "Seccomp:"), "2");
        thread::sleep(Duration::from_millis(200));
        let said = running.interrupt();
        assert_eq!(said.code, Some(0), "{engine}: {}", said.stderr);
        assert_eq!(figure(&said, "packets captured"), 4, "{engine}: {}", said.stderr);
    }
}

#[test]
fn whoever_wants_to_keeps_everything() {
    if !require::live() {
        return;
    }
    let wire = Wire::new();
    let words = ["--no-sandbox", "-n", "-i", "l0"];
    let running = Capture::start(&mut wire.left.command(tcxdump().args(words)));
    assert_eq!(status(&running, "Seccomp:"), "0");
    assert_eq!(running.interrupt().code, Some(0));
}

/// Root writes everywhere; what it keeps of that is confined to the folder.
#[test]
fn files_rotate_in_a_folder_of_somebody_else_and_the_command_has_all_rights() {
    if !require::live() {
        return;
    }
    let wire = Wire::new();
    let (folder, elsewhere) = (Folder::new("theirs"), Folder::new("elsewhere"));
    let script = elsewhere.write(
        "script",
        format!("#!/bin/sh\ngrep CapEff /proc/self/status > {}.$(basename $1)\n", elsewhere.word("told"))
            .as_bytes(),
    );
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    chown(folder.file(""), Some(NOBODY), None).unwrap();
    fs::set_permissions(folder.file(""), fs::Permissions::from_mode(0o755)).unwrap();
    let words = [
        "-Z",
        "root",
        "-i",
        "l0",
        "-w",
        &folder.word("x"),
        "-C",
        "1k",
        "-z",
        &script,
        "--engine",
        "af-packet",
        "icmp",
    ];
    let running = Capture::start(&mut wire.left.command(tcxdump().args(words)));
    assert_eq!(status(&running, "CapEff:"), "0000000000000002", "CAP_DAC_OVERRIDE alone");
    wire.left.run("ping -c 40 -i 0.01 10.9.0.2");
    thread::sleep(Duration::from_millis(200));
    let said = running.interrupt();
    assert_eq!((said.code, figure(&said, "packets captured")), (Some(0), 80), "{}", said.stderr);
    assert!(folder.file("x5").exists(), "{}", said.stderr);
    let told = fs::read_to_string(elsewhere.file("told.x1")).unwrap();
    let own = fs::read_to_string("/proc/self/status").unwrap();
    assert!(own.contains(told.trim()), "{told}");
}
