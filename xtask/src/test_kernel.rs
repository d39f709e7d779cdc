//! `cargo xtask test-kernel`: the live tests on an older kernel, which has clsact and no tcx.
//!
//! Debian's kernel is booted by qemu, without hardware support, on an initramfs that is made of this
//! machine's own programs. Nothing else is needed and nothing of the machine is touched.

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::{process, setup};

/// Which kernel, which tests.
#[derive(Args)]
pub struct Options {
    /// The Debian package that depends on the kernel's
    #[arg(long, default_value = "linux-image-cloud-amd64")]
    kernel: String,

    /// Passed on to the test runner, such as part of a test's name
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Debian packages that only this command needs.
const PACKAGES: [(&str, &str); 4] = [
    ("qemu-system-x86_64", "qemu-system-x86"),
    ("busybox", "busybox-static"),
    ("cpio", "cpio"),
    ("depmod", "kmod"),
];

/// Programs that the tests use inside.
const PROGRAMS: [&str; 7] = ["dash", "ip", "tc", "ping", "tcpdump", "setpriv", "env"];

/// Applets of busybox that the tests or the first process use.
const APPLETS: [&str; 10] =
    ["basename", "cat", "grep", "mkdir", "modprobe", "mount", "reboot", "sleep", "sysctl", "umount"];

/// Modules that the tests use, with those that they need.
const MODULES: [&str; 13] = [
    "act_bpf",
    "af_packet",
    "bridge",
    "cls_bpf",
    "ipv6",
    "llc",
    "macvlan",
    "nf_defrag_ipv6",
    "sch_ingress",
    "stp",
    "tun",
    "udp_tunnel",
    "veth",
];

/// Tests that count on a machine's speed, or need what is not inside.
const SKIPPED: [&str; 3] = ["live::bench", "live::ledger", "live::sampling"];

/// How long all of it may take inside, in seconds.
const PATIENCE: &str = "900";

/// Boots, runs and reports.
pub fn run(options: &Options) -> Result<ExitCode> {
    setup::run()?;
    let missing: Vec<&str> =
        PACKAGES.iter().filter(|(program, _)| !process::is_installed(program)).map(|it| it.1).collect();
    setup::install_packages(&missing)?;
    let folder = process::workspace()?.join("target/test-kernel");
    fs::create_dir_all(&folder)?;
    let kernel = kernel(&folder, &options.kernel)?;
    let tests = test_binary()?;
    let root = folder.join("root");
    let _ = fs::remove_dir_all(&root);
    fill(&root, &kernel, &tests, &options.arguments)?;
    let initrd = pack(&folder, &root)?;
    boot(&folder, &kernel, &initrd)
}

/// A kernel that was unpacked from its package.
struct Kernel {
    image: PathBuf,
    modules: PathBuf,
    release: String,
}

fn kernel(folder: &Path, meta_package: &str) -> Result<Kernel> {
    let depends = printed(Command::new("apt-cache").args(["depends", meta_package]))?;
    let package = depends.lines().find_map(|line| line.trim().strip_prefix("Depends: linux-image-"));
    let release = package.with_context(|| format!("{meta_package} names no kernel"))?.to_owned();
    let unpacked = folder.join(&release);
    if !unpacked.is_dir() {
        eprintln!("test-kernel: fetching Linux {release}");
        let package = format!("linux-image-{release}");
        process::succeed(Command::new("apt-get").current_dir(folder).args(["download", &package]))?;
        let archive = fs::read_dir(folder)?.flatten().map(|entry| entry.path()).find(|path| {
            path.extension().is_some_and(|it| it == "deb") && path.to_string_lossy().contains(&release)
        });
        let archive = archive.context("the kernel's package was not fetched")?;
        process::succeed(Command::new("dpkg").arg("-x").arg(&archive).arg(&unpacked))?;
    }
    Ok(Kernel {
        image: unpacked.join(format!("boot/vmlinuz-{release}")),
        modules: unpacked.join(format!("lib/modules/{release}")),
        release,
    })
}

/// Builds the black-box tests and answers with their binary.
fn test_binary() -> Result<PathBuf> {
    let mut cargo = process::cargo();
    cargo.current_dir(process::workspace()?).stderr(Stdio::inherit());
    cargo.args(["test", "--package", "capture-userspace", "--test", "tcxdump", "--no-run"]);
    let messages = printed(cargo.arg("--message-format=json-render-diagnostics"))?;
    let path = messages
        .lines()
        .filter(|line| line.contains(r#""kind":["test"]"#))
        .find_map(|line| line.split_once(r#""executable":""#)?.1.split('"').next().map(PathBuf::from));
    path.context("cargo did not say where the tests are")
}

/// Puts everything that runs inside below `root`, each file where it is outside.
fn fill(root: &Path, kernel: &Kernel, tests: &Path, arguments: &[String]) -> Result<()> {
    for folder in ["bin", "dev", "proc", "run", "sys", "tmp", "usr/bin", "usr/sbin"] {
        fs::create_dir_all(root.join(folder))?;
    }
    let busybox = find("busybox")?;
    fs::copy(&busybox, root.join("bin/busybox"))?;
    for applet in APPLETS {
        std::os::unix::fs::symlink("/bin/busybox", root.join("bin").join(applet))?;
    }
    for program in PROGRAMS {
        let path = find(program)?;
        copy_with_libraries(root, &path)?;
        let link = root.join("bin").join(program);
        if !link.exists() {
            std::os::unix::fs::symlink(fs::canonicalize(&path)?, link)?;
        }
    }
    std::os::unix::fs::symlink("/bin/dash", root.join("bin/sh"))?;
    let tcxdump = process::workspace()?.join("target/debug/tcxdump");
    for binary in [tests, &tcxdump] {
        copy_with_libraries(root, binary)?;
        // Symbols would take most of the guest's memory.
        process::succeed(Command::new("strip").arg(root.join(relative(binary))))?;
    }
    // tcpdump wants to know who root is, and filters name ports.
    for database in ["/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/etc/protocols", "/etc/services"] {
        copy(root, Path::new(database))?;
    }
    copy_modules(root, kernel)?;
    let init = root.join("init");
    fs::write(&init, init_script(tests, arguments))?;
    process::succeed(Command::new("chmod").arg("+x").arg(&init))
}

fn init_script(tests: &Path, arguments: &[String]) -> String {
    let skips: String = SKIPPED.iter().map(|test| format!(" --skip {test}")).collect();
    let wanted = if arguments.is_empty() { "live::".to_owned() } else { arguments.join(" ") };
    let modules = MODULES.join(" ");
    format!(
        "#!/bin/sh\n\
         export PATH=/bin:/usr/bin:/usr/sbin:/sbin\n\
         mount -t proc proc /proc\n\
         mount -t sysfs sys /sys\n\
         mount -t devtmpfs dev /dev\n\
         mount -t tmpfs tmp /tmp\n\
         mount -t tmpfs run /run\n\
         mount -t bpf bpf /sys/fs/bpf\n\
         exec >/dev/ttyS1 2>&1\n\
         for module in {modules}; do modprobe $module 2>/dev/null; done\n\
         cat /proc/version\n\
         {tests} {wanted} --test-threads 1{skips}\n\
         echo @@EXIT $?\n\
         reboot -f\n",
        tests = tests.display(),
    )
}

/// Where a file goes below the new root.
fn relative(path: &Path) -> &Path {
    path.strip_prefix("/").unwrap_or(path)
}

fn copy(root: &Path, path: &Path) -> Result<()> {
    let target = root.join(relative(path));
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(path, &target).with_context(|| format!("cannot copy {}", path.display()))?;
    Ok(())
}

fn copy_with_libraries(root: &Path, program: &Path) -> Result<()> {
    let program = fs::canonicalize(program)?;
    copy(root, &program)?;
    // A static program has no libraries, which ldd calls a failure.
    let libraries = Command::new("ldd").arg(&program).output()?;
    for word in String::from_utf8_lossy(&libraries.stdout).split_whitespace() {
        if word.starts_with('/') {
            copy(root, Path::new(word))?;
        }
    }
    Ok(())
}

fn copy_modules(root: &Path, kernel: &Kernel) -> Result<()> {
    let wanted: BTreeSet<String> = MODULES.iter().map(|module| format!("{module}.ko")).collect();
    let target = root.join("lib/modules").join(&kernel.release);
    let found = printed(Command::new("find").arg(&kernel.modules).args(["-name", "*.ko"]))?;
    for module in found.lines().map(Path::new) {
        let name = module.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if wanted.contains(&name) {
            let place = target.join(module.strip_prefix(&kernel.modules)?);
            fs::create_dir_all(place.parent().context("a module without a folder")?)?;
            fs::copy(module, place)?;
        }
    }
    for list in ["modules.order", "modules.builtin", "modules.builtin.modinfo"] {
        fs::copy(kernel.modules.join(list), target.join(list))?;
    }
    process::succeed(Command::new("depmod").arg("-b").arg(root).arg(&kernel.release))
}

fn pack(folder: &Path, root: &Path) -> Result<PathBuf> {
    let initrd = folder.join("initrd");
    let archive = fs::File::create(&initrd)?;
    let names = printed(Command::new("find").current_dir(root).arg("."))?;
    let mut cpio = Command::new("cpio")
        .current_dir(root)
        .args(["--create", "--format=newc", "--quiet"])
        .stdin(Stdio::piped())
        .stdout(archive)
        .spawn()
        .context("cannot run cpio")?;
    cpio.stdin.take().context("cpio has no input")?.write_all(names.as_bytes())?;
    if !cpio.wait()?.success() {
        bail!("cpio failed");
    }
    Ok(initrd)
}

fn boot(folder: &Path, kernel: &Kernel, initrd: &Path) -> Result<ExitCode> {
    let (console, output) = (folder.join("console"), folder.join("output"));
    eprintln!("test-kernel: booting Linux {}; its console goes to {}", kernel.release, console.display());
    let mut qemu = Command::new("timeout");
    qemu.args([PATIENCE, "qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-M", "pc"]);
    qemu.args(["-m", "2048", "-smp", "2", "-nodefaults", "-display", "none", "-no-reboot"]);
    qemu.arg("-kernel").arg(&kernel.image).arg("-initrd").arg(initrd);
    qemu.args(["-append", "console=ttyS0 panic=-1 quiet"]);
    qemu.arg("-serial").arg(format!("file:{}", console.display()));
    qemu.arg("-serial").arg(format!("file:{}", output.display()));
    process::succeed(&mut qemu).context("the guest did not end by itself")?;
    let said = String::from_utf8_lossy(&fs::read(&output)?).into_owned();
    print!("{said}");
    match said.lines().find_map(|line| line.strip_prefix("@@EXIT ")) {
        Some("0") => Ok(ExitCode::SUCCESS),
        Some(code) => bail!("the tests ended with {code} on Linux {}", kernel.release),
        None => bail!("the guest's kernel stopped before the tests had ended"),
    }
}

fn find(program: &str) -> Result<PathBuf> {
    process::find(program).with_context(|| format!("{program} is not installed"))
}

/// What a command prints, which must succeed.
fn printed(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stderr(Stdio::inherit()).output().with_context(|| format!("cannot run {name}"))?;
    if !output.status.success() {
        bail!("{name} failed ({})", output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
