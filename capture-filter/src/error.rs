//! What is wrong with an expression, and where.

use thiserror::Error;

/// Most characters of the text that are shown around the place of an error.
const WINDOW: usize = 76;

/// An expression that is refused, with the place in its text.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{message}")]
pub struct FilterError {
    message: String,
    at: Option<usize>,
}

impl FilterError {
    /// An error at a byte of the text.
    pub fn new(at: usize, message: impl Into<String>) -> Self {
        Self { message: printable(&message.into()), at: Some(at) }
    }

    /// An error of the expression as a whole.
    pub fn whole(message: impl Into<String>) -> Self {
        Self { message: printable(&message.into()), at: None }
    }

    /// The byte of the text that it is about; `None` for the expression as a whole.
    pub fn position(&self) -> Option<usize> {
        self.at
    }

    /// The message, and below it the line of the text with a caret under the place.
    ///
    /// Of a long line only the surroundings are shown. What is not printable ASCII is shown as `?`,
    /// so that the caret stands where it should and nothing reaches a terminal that acts on it.
    pub fn render(&self, text: &str) -> String {
        let Some(at) = self.at else { return self.message.clone() };
        let before = text.get(..at).unwrap_or(text);
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before.get(start..).unwrap_or_default().chars().count();
        let line = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
        let skip = if column < WINDOW { 0 } else { column - WINDOW / 2 };
        let shown: String = line.chars().skip(skip).take(WINDOW).map(visible).collect();
        let caret = column - skip;
        format!("{}\n  {shown}\n  {:caret$}^", self.message, "")
    }
}

/// A message may quote the text, which may be of any length and hold anything.
fn printable(message: &str) -> String {
    const LONGEST: usize = 300;
    let mut shown: String = message.chars().take(LONGEST).map(visible).collect();
    if message.chars().nth(LONGEST).is_some() {
        shown.push_str("...");
    }
    shown
}

fn visible(c: char) -> char {
    match c {
        '\t' => ' ',
        ' '..='~' => c,
        _ => '?',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_the_place() {
        let error = FilterError::new(4, "no");
        assert_eq!(error.render("tcp x\ny"), "no\n  tcp x\n      ^");
        assert_eq!(FilterError::new(6, "no").render("tcp x\ny"), "no\n  y\n  ^");
        assert_eq!(FilterError::whole("no").render("tcp"), "no");
    }

    #[test]
    fn a_long_line_is_shown_around_the_place() {
        let text = format!("{}\u{e9}!{}", "a".repeat(1000), "b".repeat(1000));
        let shown = FilterError::new(1002, "no").render(&text);
        let lines: Vec<_> = shown.lines().collect();
        assert_eq!(lines[1].len(), 2 + WINDOW);
        assert_eq!(&lines[1][2 + WINDOW / 2 - 1..][..3], "?!b");
        assert_eq!(lines[2].len(), 2 + WINDOW / 2 + 1);
    }
}
