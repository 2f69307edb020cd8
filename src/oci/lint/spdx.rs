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
    let mut rest = Tokens(text);
    expression(&mut rest, 0).is_some() && rest.next().is_none()
}

/// What is left of the text.
#[derive(Clone)]
struct Tokens<'t>(&'t str);

impl<'t> Iterator for Tokens<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let text = self.0.trim_start();
        let end = match text.chars().next()? {
            '(' | ')' => 1,
            _ => text
                .find(|found: char| found.is_whitespace() || matches!(found, '(' | ')'))
                .unwrap_or(text.len()),
        };
        let (token, rest) = text.split_at(end);
        self.0 = rest;
        Some(token)
    }
}

impl Tokens<'_> {
    /// Takes the next token if it is one of `words`.
    fn take(&mut self, words: &[&str]) -> bool {
        let mut ahead = self.clone();
        let is_next = ahead.next().is_some_and(|token| words.contains(&token));
        if is_next {
            *self = ahead;
        }
        is_next
    }
}

fn expression(tokens: &mut Tokens<'_>, depth: usize) -> Option<()> {
    loop {
        term(tokens, depth)?;
        if !tokens.take(&["AND", "OR", "and", "or"]) {
            return Some(());
        }
    }
}

fn term(tokens: &mut Tokens<'_>, depth: usize) -> Option<()> {
    let first = tokens.next()?;
    if first == "(" {
        if depth == DEEPEST {
            return None;
        }
        expression(tokens, depth + 1)?;
        return (tokens.next()? == ")").then_some(());
    }
    if !is_license(first) {
        return None;
    }
    if tokens.take(&["WITH", "with"]) {
        return is_id(tokens.next()?).then_some(());
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
    let is_operator = ["AND", "OR", "WITH", "and", "or", "with"].contains(&text);
    let is_idstring = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    !text.is_empty() && is_idstring && !is_operator
}
