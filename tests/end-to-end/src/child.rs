//! Programs that end when the tests end, however those end.

use std::{
    fs::File,
    os::unix::process::CommandExt,
    path::Path,
    process::{self, Command, Stdio},
};

/// The shell starts the program and reads from a pipe that nobody writes to: it comes to its end when the tests let go of it, or are
/// killed. Then everything in its process group goes, the program's own children too.
const GUARD: &str = r#""$@" </dev/null & read -r _; trap '' TERM; kill 0; wait"#;

/// A program that runs beside the tests.
pub struct Child(process::Child);

impl Child {
    /// Starts `program`; what it says goes to the file `log`.
    pub fn start(program: &str, arguments: &[&str], log: &Path) -> Self {
        let log = File::create(log).expect("a log file");
        let child = Command::new("sh")
            .args(["-c", GUARD, "sh", program])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(log.try_clone().expect("a second handle of the log file"))
            .stderr(log)
            .process_group(0)
            .spawn()
            .expect("a shell");
        Self(child)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // Its end is awaited, so that its port is free afterwards. There is nobody to tell if that fails.
        let _ = self.0.wait();
    }
}
