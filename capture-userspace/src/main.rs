//! The `tcxdump` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    tcxdump::init_trace();
    #[cfg(all(target_os = "linux", feature = "ebpf"))]
    if std::env::args_os().nth(1).is_some_and(|word| word == "bench") {
        return tcxdump::bench(std::env::args_os().skip(1));
    }
    if let [_, word, command] = &std::env::args_os().collect::<Vec<_>>()[..]
        && word == tcxdump::post_rotate::SERVE
    {
        return tcxdump::post_rotate::serve(command);
    }
    match tcxdump::cli::parse() {
        Ok(args) => tcxdump::run(&args),
        Err(code) => code,
    }
}
