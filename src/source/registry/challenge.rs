//! `WWW-Authenticate` (RFC 9110, section 11): what a registry wants before it answers.
//!
//! ```text
//! WWW-Authenticate = #challenge
//! challenge        = scheme [ 1*SP ( token68 / #( name BWS "=" BWS ( token / quoted-string ) ) ) ]
//! quoted-string    = DQUOTE *( qdtext / "\" any ) DQUOTE
//! ```
//!
//! Commas part challenges, parameters of a challenge, and (quoted) the actions of a scope. A browser joins several headers with `, `.
//! Registries also leave out quotes around URLs, so an unquoted value runs to the next comma or blank here.

/// One challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// `bearer`, `basic`: in lower case.
    pub scheme: String,
    /// Names in lower case, values unescaped, in order.
    pub parameters: Vec<(String, String)>,
}

impl Challenge {
    /// The first value of a parameter. `name` in lower case.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Reads every challenge of a header's value. Never fails: what cannot be read is skipped.
///
/// ```
/// use porthole::source::registry::challenge::parse;
/// let challenges = parse(r#"Bearer realm="https://a.example/t",scope="repository:x:pull,push", Basic realm=x"#);
/// assert_eq!(challenges[0].parameter("scope"), Some("repository:x:pull,push"));
/// assert_eq!(challenges[1].scheme, "basic");
/// ```
pub fn parse(value: &str) -> Vec<Challenge> {
    let mut cursor = Cursor { rest: value };
    let mut challenges: Vec<Challenge> = Vec::new();
    loop {
        cursor.skip(|c| c == ',' || c.is_whitespace());
        if cursor.rest.is_empty() {
            return challenges;
        }
        let word = cursor.take(is_token).to_ascii_lowercase();
        if word.is_empty() {
            cursor.advance();
            continue;
        }
        let after_word = cursor.rest;
        cursor.skip(char::is_whitespace);
        if let (Some(rest), Some(challenge)) =
            (cursor.rest.strip_prefix('='), challenges.last_mut())
        {
            cursor.rest = rest;
            cursor.skip(|c| c == ' ' || c == '\t');
            challenge.parameters.push((word, cursor.value()));
            continue;
        }
        challenges.push(Challenge {
            scheme: word,
            parameters: Vec::new(),
        });
        if after_word.starts_with(char::is_whitespace) {
            cursor.skip_token68();
        }
    }
}

/// RFC 9110's `tchar`.
fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    fn take(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !accept(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn skip(&mut self, accept: impl Fn(char) -> bool) {
        self.take(accept);
    }

    fn advance(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let first = characters.next();
        self.rest = characters.as_str();
        first
    }

    /// Skips `Negotiate`'s kind of credentials: letters, then `=` signs, then the challenge's end.
    fn skip_token68(&mut self) {
        let mut ahead = Cursor { rest: self.rest };
        let taken = ahead.take(|c| c.is_ascii_alphanumeric() || "-._~+/".contains(c));
        ahead.skip(|c| c == '=');
        ahead.skip(char::is_whitespace);
        if !taken.is_empty() && (ahead.rest.is_empty() || ahead.rest.starts_with(',')) {
            self.rest = ahead.rest;
        }
    }

    fn value(&mut self) -> String {
        let Some(rest) = self.rest.strip_prefix('"') else {
            return self.take(|c| c != ',' && !c.is_whitespace()).to_owned();
        };
        self.rest = rest;
        let mut value = String::new();
        while let Some(c) = self.advance() {
            match c {
                '"' => break,
                '\\' => value.extend(self.advance()),
                c => value.push(c),
            }
        }
        value
    }
}
