//! `Link` (RFC 8288): where a list goes on.

/// The query of the link with `rel="next"` in the value of a `Link` header (RFC 8288); `None` if there is none that can be asked for.
///
/// ```
/// use porthole::source::registry::link::next_query;
///
/// let link = r#"</v2/_catalog?last=a%2Fb&n=2>; rel="next""#;
/// assert_eq!(next_query(link).as_deref(), Some("last=a%2Fb&n=2"));
/// ```
pub fn next_query(value: &str) -> Option<String> {
    let mut rest = value;
    while let Some((_, behind)) = rest.split_once('<') {
        let (target, behind) = behind.split_once('>')?;
        // Parameters end at the next link: a comma outside of quotes.
        let mut is_quoted = false;
        let end = behind.find(|character| {
            is_quoted ^= character == '"';
            character == ',' && !is_quoted
        });
        let (parameters, after) = behind.split_at(end.unwrap_or(behind.len()));
        rest = after;
        if !is_next(parameters) {
            continue;
        }
        let (_, query) = target.split_once('?')?;
        let query = query.split('#').next().unwrap_or_default();
        let is_query = !query.is_empty() && query.bytes().all(|byte| byte.is_ascii_graphic());
        return is_query.then(|| query.to_owned());
    }
    None
}

/// Whether the relations of a link have `next` among them.
fn is_next(parameters: &str) -> bool {
    parameters.split(';').any(|parameter| {
        parameter.split_once('=').is_some_and(|(name, value)| {
            let value = value.trim().trim_matches('"');
            name.trim().eq_ignore_ascii_case("rel")
                && value
                    .split_whitespace()
                    .any(|word| word.eq_ignore_ascii_case("next"))
        })
    })
}
