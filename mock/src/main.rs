//! Serves a mock of an API from the command line.

use std::io::Write as _;
use std::process::ExitCode;

use inboxkit_mock::Mock;

const USAGE: &str = "\
usage: inboxkit-mock FILE [--port N] [--drift] [--quiet]

Serves a mock of the API that FILE describes, an OpenAPI 3 document in JSON, on 127.0.0.1.

  --port N   the port; without it, or with 0, a free one
  --drift    answer as a newer server would, with unknown keys and values
  --quiet    do not print a line per request
";

#[derive(Debug, Default, PartialEq, Eq)]
struct Options {
    file: String,
    port: u16,
    drift: bool,
    quiet: bool,
}

fn main() -> ExitCode {
    let arguments: Vec<String> =
        std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect();
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        print(USAGE);
        return ExitCode::SUCCESS;
    }
    match parse(&arguments) {
        Ok(options) => match run(&options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => fail(&format!("{}: {why}\n", options.file)),
        },
        Err(why) => fail(&format!("{why}\n\n{USAGE}")),
    }
}

fn fail(text: &str) -> ExitCode {
    // There is no better place to complain about a closed standard error.
    let _ = write!(std::io::stderr(), "error: {text}");
    ExitCode::from(2)
}

fn print(text: &str) {
    // A reader that went away does not matter to the server.
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn parse(arguments: &[String]) -> Result<Options, String> {
    let mut options = Options::default();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let (name, inline) = match argument.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value)),
            _ => (argument.as_str(), None),
        };
        match (name, inline) {
            ("--drift", None) => options.drift = true,
            ("--quiet", None) => options.quiet = true,
            ("--port", _) => {
                let value = inline.or_else(|| rest.next().map(String::as_str)).ok_or("--port needs a number")?;
                options.port = value.parse().map_err(|_| format!("{value} is not a port"))?;
            }
            (name, _) if name.starts_with('-') => return Err(format!("unknown option {name}")),
            _ if options.file.is_empty() => options.file.clone_from(argument),
            _ => return Err("more than one file".to_owned()),
        }
    }
    if options.file.is_empty() { Err("no file".to_owned()) } else { Ok(options) }
}

fn run(options: &Options) -> Result<(), String> {
    let text = std::fs::read_to_string(&options.file).map_err(|error| error.to_string())?;
    let mock = Mock::from_json(&text).map_err(|error| chain(&error))?;
    let mock = mock.echo(true).drift(options.drift).log(!options.quiet);
    let running = mock.serve(([127, 0, 0, 1], options.port)).map_err(|error| chain(&error))?;
    print(&format!("{} operations at {}\n", mock.operations().len(), running.base_url()));
    running.until_interrupted().map_err(|error| chain(&error))
}

/// An error and its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Options, String> {
        parse(&arguments.iter().map(|argument| (*argument).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn options_come_in_any_order() {
        let expected = Options { file: "a=b.json".to_owned(), port: 4010, drift: true, quiet: true };
        assert_eq!(parsed(&["--drift", "--port", "4010", "a=b.json", "--quiet"]).unwrap(), expected);
        assert_eq!(parsed(&["a=b.json", "--port=4010", "--drift", "--quiet"]).unwrap(), expected);
    }

    #[test]
    fn wrong_usage_says_what_is_wrong() {
        for (arguments, why) in [
            (&[][..], "no file"),
            (&["a", "b"], "more than one file"),
            (&["a", "--port"], "--port needs a number"),
            (&["a", "--port", "70000"], "70000 is not a port"),
            (&["a", "--fast"], "unknown option --fast"),
        ] {
            assert_eq!(parsed(arguments).unwrap_err(), why);
        }
    }
}
