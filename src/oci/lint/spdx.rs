//! The grammar of SPDX license expressions, SPDX specification 2.3, annex D. Which licenses there are is not asked: the list grows.
//!
//! ```text
//! expression ::= term (("AND" | "OR") term)*
//! term       ::= "(" expression ")" | license ["WITH" idstring]
//! license    ::= idstring ["+"] | ["DocumentRef-" idstring ":"] "LicenseRef-" idstring
//! idstring   ::= [A-Za-z0-9.-]+
//! ```
//!
//! Operators in lower case are taken too: SPDX 3 allows them.

/// Nesting beyond this is taken for no expression.
const DEEPEST: usize = 32;

/// Whether `text` has the form of a license expression.
pub(super) fn is_expression(text: &str) -> bool {
    let mut tokens = Tokens {
        rest: text,
        next: "",
    };
    tokens.step();
    expression(&mut tokens, 0).is_some() && tokens.next.is_empty()
}

/// The next token (empty at the end), and what is behind it.
struct Tokens<'t> {
    rest: &'t str,
    next: &'t str,
}

impl<'t> Tokens<'t> {
    /// Takes the next token.
    fn step(&mut self) -> &'t str {
        let text = self.rest.trim_ascii_start();
        let end = match text.as_bytes() {
            [b'(' | b')', ..] => 1,
            bytes => {
                let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'(' | b')');
                bytes.iter().position(is_end).unwrap_or(bytes.len())
            }
        };
        let taken = self.next;
        (self.next, self.rest) = text.split_at(end);
        taken
    }
}

fn expression(tokens: &mut Tokens<'_>, depth: usize) -> Option<()> {
    loop {
        term(tokens, depth)?;
        if !matches!(tokens.next, "AND" | "OR" | "and" | "or") {
            return Some(());
        }
        tokens.step();
    }
}

fn term(tokens: &mut Tokens<'_>, depth: usize) -> Option<()> {
    let first = tokens.step();
    if first == "(" {
        if depth == DEEPEST {
            return None;
        }
        expression(tokens, depth + 1)?;
        return (tokens.step() == ")").then_some(());
    }
    if !is_license(first) {
        return None;
    }
    if matches!(tokens.next, "WITH" | "with") {
        tokens.step();
        return is_id(tokens.step()).then_some(());
    }
    Some(())
}

fn is_license(token: &str) -> bool {
    if let Some((document, license)) = token.split_once(':') {
        let document = document.strip_prefix("DocumentRef-");
        let license = license.strip_prefix("LicenseRef-");
        return document.is_some_and(is_id) && license.is_some_and(is_id);
    }
    is_id(token.strip_suffix('+').unwrap_or(token))
}

fn is_id(text: &str) -> bool {
    let is_operator = matches!(text, "AND" | "OR" | "WITH" | "and" | "or" | "with");
    let is_idstring = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    !text.is_empty() && is_idstring && !is_operator
}
