//! What the programs say when somebody looks for a fault.

use crate::support::{capture::Capture, command::tcxdump, netns::Netns, require};

#[test]
fn programs_tell_what_they_do_with_each_packet() {
    if !require::live() {
        return;
    }
    for (level, is_told) in [("debug", true), ("info", false)] {
        let netns = Netns::new();
        let mut command = tcxdump();
        command.env("TCXDUMP_LOG", level).args(["-i", "lo", "-n", "--immediate-mode", "icmp"]);
        let capture = Capture::start(&mut netns.command(&command));
        netns.run("ping -c 1 127.0.0.1");
        netns.enter(|| {
            std::net::UdpSocket::bind("127.0.0.1:0").unwrap().send_to(b"x", "127.0.0.1:9").unwrap()
        });
        if is_told {
            capture.wait_for("hook 0: counter 4");
            capture.wait_for("hook 0: counter 1");
        }
        let said = capture.interrupt();
        assert_eq!(said.stderr.contains("hook 0: counter 4"), is_told, "{}", said.stderr);
    }
}
