//! What is said when rights are missing, and which are enough.

use crate::support::{
    capture::{Capture, figure},
    command::run,
    netns::Netns,
    require,
};

/// A user who is not root and owns nothing.
const NOBODY: &str = "65534";

fn as_nobody(netns: &Netns, capabilities: &str, words: &[&str]) -> std::process::Command {
    let mut setpriv = std::process::Command::new("setpriv");
    setpriv.args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"]);
    setpriv.args(["--inh-caps", capabilities, "--ambient-caps", capabilities]);
    setpriv.arg(env!("CARGO_BIN_EXE_tcxdump")).args(words);
    netns.command(&setpriv)
}

#[test]
fn without_rights_one_line_names_what_is_missing() {
    if !(require::live() && require::tool("setpriv")) {
        return;
    }
    let netns = Netns::new();
    let said = run(&mut as_nobody(&netns, "-all", &["-i", "lo"]));
    assert_eq!((said.code, said.stdout.as_str()), (Some(1), ""));
    assert_eq!(said.stderr.lines().count(), 1, "{}", said.stderr);
    for words in ["tcxdump: lo: You don't have permission", "CAP_BPF", "CAP_NET_ADMIN"] {
        assert!(said.stderr.contains(words), "{}", said.stderr);
    }
}

#[test]
fn three_capabilities_are_enough() {
    if !(require::live() && require::tool("setpriv")) {
        return;
    }
    let netns = Netns::new();
    let words = ["-n", "-i", "lo", "icmp"];
    let capture = Capture::start(&mut as_nobody(&netns, "-all,+bpf,+net_admin,+net_raw", &words));
    netns.run("ping -c 1 127.0.0.1");
    std::thread::sleep(std::time::Duration::from_millis(200));
    let said = capture.interrupt();
    assert_eq!(figure(&said, "captured"), 2, "{}", said.stderr);
}

#[test]
fn without_bpf_a_packet_socket_is_used_and_said_to_be() {
    if !(require::live() && require::tool("setpriv")) {
        return;
    }
    let netns = Netns::new();
    let words = ["-n", "-i", "lo", "icmp"];
    let capture = Capture::start(&mut as_nobody(&netns, "-all,+net_raw", &words));
    netns.run("ping -c 1 127.0.0.1");
    std::thread::sleep(std::time::Duration::from_millis(200));
    let said = capture.interrupt();
    assert_eq!(figure(&said, "captured"), 2, "{}", said.stderr);
    let reason = said.stderr.lines().next().unwrap();
    assert!(reason.contains("CAP_BPF") && reason.contains("AF_PACKET"), "{reason}");
}
