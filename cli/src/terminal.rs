//! Printing to terminals and to programs.

use std::io::{ErrorKind, IsTerminal, Write};
use std::process::{Command, Stdio};

/// The width of lines where there is no window.
const WIDTH: usize = 100;

/// Whether a stream is coloured: a terminal is, unless `NO_COLOR` says otherwise.
pub fn coloured(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Prints a text that was asked for.
pub fn say(text: &str) {
    if let Err(why) = written(&mut std::io::stdout().lock(), text) {
        eprintln!("error: nothing could be printed: {why}");
    }
}

/// Writes a text; that its reader has seen enough, as `head` has, is no failure.
fn written(out: &mut impl Write, text: &str) -> std::io::Result<()> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(why) if why.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// The width of what is printed, in letters: that of the window, or 100 where there is none.
pub fn width() -> usize {
    if std::io::stdout().is_terminal() { window().unwrap_or(WIDTH) } else { WIDTH }
}

/// The width of the terminal's window in letters, where it can be known.
fn window() -> Option<usize> {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    // A shell does not hand its COLUMNS on, and asking the terminal itself takes a library; `stty` is on every Unix.
    columns.or_else(|| {
        let terminal = std::fs::File::open("/dev/tty").ok()?;
        let output = Command::new("stty").arg("size").stdin(terminal).stderr(Stdio::null()).output().ok()?;
        String::from_utf8(output.stdout).ok()?.split_whitespace().nth(1)?.parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Something to write to that fails.
    struct Failing(ErrorKind);

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_has_seen_enough_is_no_failure() {
        assert!(written(&mut Failing(ErrorKind::BrokenPipe), "more\n").is_ok());
        assert!(written(&mut Failing(ErrorKind::StorageFull), "more\n").is_err());
    }
}
