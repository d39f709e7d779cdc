//! Why a printer stops before the end of what it prints.

/// Why a printer stops; the text so far stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The captured bytes end within a field: the line ends with ` [|name]`.
    Truncated,
    /// The captured bytes end before something that is only shown whole: ` [|name]` follows, and the
    /// layer above goes on.
    Cut,
    /// A field contradicts another: ` (invalid)` follows, and the layer above goes on.
    Invalid,
}

/// What a printer answers.
pub(crate) type Outcome = Result<(), Stop>;
