//! The command line: what it answers, what it refuses, and how it ends.

use crate::support::{
    captures::{ETHERNET, Folder, echo_request, ipv4, packet, pcap},
    command::{run, say, tcxdump},
    require,
};

#[test]
fn version_and_help_are_answers() {
    let version = say(&["--version"]);
    assert_eq!((version.code, version.stderr.as_str()), (Some(0), ""));
    assert!(version.stdout.starts_with("tcxdump version "));
    for help in [say(&["-h"]), say(&["--help"])] {
        assert_eq!((help.code, help.stderr.as_str()), (Some(0), ""));
        assert!(help.stdout.contains("Usage: tcxdump"), "{}", help.stdout);
        assert!(help.stdout.contains("-Q, --direction"), "{}", help.stdout);
    }
}

#[test]
fn the_man_page_and_completions_name_every_option() {
    let help = say(&["--help"]).stdout;
    let options: Vec<&str> = help.lines().filter_map(|line| line.trim().strip_prefix("--")).collect();
    let options = options.iter().filter_map(|line| line.split([' ', '=']).next());
    let options: Vec<&str> = options.collect();
    assert!(options.contains(&"duration") && options.contains(&"max-disk"), "{options:?}");
    for heading in ["What to capture:", "Savefiles:", "Examples:"] {
        assert!(help.lines().any(|line| line == heading), "{heading}");
    }
    let man = say(&["--man"]).stdout.replace("\\-", "-");
    for option in &options {
        assert!(man.contains(&format!("--{option}")), "--{option} is not in the man page");
    }
    for shell in ["bash", "zsh", "fish"] {
        let said = say(&["--completions", shell]);
        assert_eq!(said.code, Some(0), "{}", said.stderr);
        for option in &options {
            assert!(said.stdout.contains(option), "{shell} does not complete --{option}");
        }
    }
}

#[test]
fn without_its_colours_a_line_is_the_same() {
    let folder = Folder::new("colour");
    let packets: Vec<_> = (0..5).map(|n| packet(&ipv4(1, &echo_request(n)))).collect();
    let file = folder.write("x.pcap", &pcap(ETHERNET, &packets));
    for words in [&["-n"][..], &["-nvvX"], &["-n#ttt"], &["-net"]] {
        let lines = |color: &str| say(&[&["-r", &file, "--color", color], words].concat()).stdout;
        let (plain, colored) = (lines("never"), lines("always"));
        assert_eq!(plain, lines("auto"), "to a pipe");
        let pieces = colored.split('\x1b').map(|piece| match piece.strip_prefix('[') {
            Some(code) => code.split_once('m').unwrap().1,
            None => piece,
        });
        assert_eq!(pieces.collect::<String>(), plain);
        assert!(colored.contains("\x1b[32m10.0.0.1\x1b[0m > \x1b[32m10.0.0.2:\x1b[0m"), "{colored}");
    }
}

/// Each row: a command line, and what the one line on standard error must contain.
const REFUSED: [(&[&str], &str); 10] = [
    (&["--no-such-flag"], "unrecognized option '--no-such-flag'"),
    (&["-c", "0", "-i", "lo"], "invalid packet count 0"),
    (&["-c", "many", "-i", "lo"], "invalid packet count many"),
    (&["-s", "262145", "-i", "lo"], "invalid snaplen 262145"),
    (&["-B", "-1", "-i", "lo"], "invalid packet buffer size -1"),
    (&["-Q", "sideways", "-i", "lo"], "unknown capture direction 'sideways'"),
    (&["-r", "/no/such/file"], "/no/such/file: No such file or directory"),
    (&["-r", "/"], "Is a directory"),
    (&["-f", "-r", "x"], "-f can not be used with -V or -r"),
    (&["-r"], "option requires an argument -- 'r'"),
];

#[test]
fn a_bad_command_line_gets_one_line_and_exit_code_1() {
    for (words, expected) in REFUSED {
        let said = say(words);
        assert_eq!((said.code, said.stdout.as_str()), (Some(1), ""), "{words:?}");
        assert!(said.stderr.starts_with("tcxdump: "), "{words:?}: {}", said.stderr);
        assert!(said.stderr.contains(expected), "{words:?}: {}", said.stderr);
        assert_eq!(said.stderr.lines().count(), 1, "{words:?}: {}", said.stderr);
    }
}

#[test]
fn a_bad_filter_is_shown_with_a_caret() {
    let folder = Folder::new("bad-filter");
    let file = folder.write("x.pcap", &pcap(ETHERNET, &[packet(&ipv4(1, &echo_request(1)))]));
    let said = say(&["-r", &file, "tcp prot 80"]);
    assert_eq!((said.code, said.stdout.as_str()), (Some(1), ""));
    let lines: Vec<&str> = said.stderr.lines().collect();
    let caret = lines.iter().position(|line| line.trim_start().starts_with('^')).expect("a caret");
    let column = lines[caret].find('^').unwrap();
    assert!(lines[caret - 1][column..].starts_with("prot"), "{}", said.stderr);
}

#[test]
fn a_count_of_packets_ends_the_run() {
    let folder = Folder::new("count");
    let packets: Vec<_> = (0..5).map(|n| packet(&ipv4(1, &echo_request(n)))).collect();
    let file = folder.write("x.pcap", &pcap(ETHERNET, &packets));
    let said = say(&["-n", "-c", "2", "-r", &file]);
    assert_eq!((said.code, said.stdout.lines().count()), (Some(0), 2));
    let said = say(&["--count", "-r", &file, "icmp"]);
    assert_eq!((said.code, said.stdout.as_str()), (Some(0), "5 packets\n"));
    let said = say(&["--count", "-c", "1", "-r", &file]);
    assert_eq!((said.code, said.stdout.as_str()), (Some(0), "1 packet\n"));
}

/// Runs a line of shell words on a terminal; answers with all that the terminal got.
fn on_a_terminal(line: &str) -> String {
    run(std::process::Command::new("script").args(["-qec", line, "/dev/null"])).stdout
}

#[test]
fn a_terminal_gets_colours_and_how_far_a_large_file_is() {
    if !require::tool("script") {
        return;
    }
    let folder = Folder::new("terminal");
    let packets: Vec<_> = (0..60_000).map(|n| packet(&ipv4(1, &echo_request(n)))).collect();
    let mut large = pcap(ETHERNET, &packets);
    let records = large[24..].to_vec();
    (0..17).for_each(|_| large.extend(&records));
    let file = folder.write("x.pcap", &large);
    let program = env!("CARGO_BIN_EXE_tcxdump");
    let seen = on_a_terminal(&format!("{program} -nc 1 -r {file}"));
    assert!(seen.contains("\x1b[32m10.0.0.1\x1b[0m") && !seen.contains(" left"), "{seen:?}");
    let seen = on_a_terminal(&format!("NO_COLOR=1 {program} -nc 1 -r {file}"));
    assert!(seen.contains("10.0.0.1 > 10.0.0.2") && !seen.contains("\x1b[32m"), "{seen:?}");
    let seen = on_a_terminal(&format!("{program} -r {file} -w /dev/null"));
    assert!(seen.contains("MiB of ") && seen.contains(" left"), "{seen:?}");
}

#[test]
fn a_closed_pipe_is_a_good_end() {
    let folder = Folder::new("pipe");
    let packets: Vec<_> = (0..20_000).map(|n| packet(&ipv4(1, &echo_request(n)))).collect();
    let file = folder.write("x.pcap", &pcap(ETHERNET, &packets));
    let mut child = tcxdump().args(["-n", "-r", &file]).stdout(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
