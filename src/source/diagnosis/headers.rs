//! What a person saw of an answer's headers, with a tool that may see them all: says what exactly is wrong with them.
//!
//! The browser tells a page nothing of an answer that it may not read; `curl -D -` tells a person everything. Rules: Fetch standard, "CORS
//! check" and "CORS-preflight fetch".

/// What is wrong with the headers of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderFault {
    /// There is no `Access-Control-Allow-Origin`.
    Missing,
    /// It stands there several times: a proxy adds its own to the registry's.
    Twice,
    /// It names several origins in one line.
    SeveralOrigins {
        /// Its value.
        value: String,
    },
    /// It names the host without `https://` or `http://`.
    NoScheme {
        /// Its value.
        value: String,
    },
    /// There is a slash, or a path, behind the origin.
    Path {
        /// Its value.
        value: String,
    },
    /// It names another origin.
    OtherOrigin {
        /// Its value.
        value: String,
    },
    /// The answer to a redirected request names an origin: the browser sends `null` there.
    RedirectNeedsAny {
        /// Its value.
        value: String,
    },
    /// OPTIONS is not answered with success.
    PreflightStatus {
        /// Its status.
        status: u16,
    },
    /// OPTIONS is answered, but does not allow the header.
    PreflightHeader {
        /// `authorization`.
        name: &'static str,
    },
    /// A 401 whose `WWW-Authenticate` the page may not see.
    NotExposed {
        /// `www-authenticate`.
        name: &'static str,
    },
    /// These headers let the page read this answer.
    Fine,
}

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The address itself.
    Get,
    /// Permission for `Authorization`, by OPTIONS.
    Options,
}

/// Status and headers of one answer.
struct Head<'a> {
    status: u16,
    headers: Vec<(String, &'a str)>,
}

impl<'a> Head<'a> {
    fn values(&self, name: &str) -> Vec<&'a str> {
        let found = self.headers.iter().filter(|(key, _)| key == name);
        found.map(|(_, value)| *value).collect()
    }
    /// Whether a header that lists names lists this one.
    fn lists(&self, header: &str, name: &str, any: bool) -> bool {
        self.values(header).iter().any(|value| {
            value.split(',').any(|item| {
                let item = item.trim();
                item.eq_ignore_ascii_case(name) || (any && item == "*")
            })
        })
    }
}

/// Judges what `curl -D -` printed, for a page of `page_origin`. `None` if there are no headers in it.
pub fn judge(printed: &str, asked: Asked, page_origin: &str) -> Option<HeaderFault> {
    let heads = heads(printed);
    let last = heads.len().checked_sub(1)?;
    let mut is_redirected = false;
    for head in &heads {
        let fault = judge_origin(head, is_redirected, page_origin);
        if fault != HeaderFault::Fine {
            return Some(fault);
        }
        // Where a redirect leads to another host, browsers say no more from which page they ask.
        let locations = head.values("location");
        is_redirected |= locations
            .iter()
            .any(|to| to.contains("://") || to.starts_with("//"));
    }
    let head = heads.get(last)?;
    Some(match asked {
        Asked::Options if !(200..300).contains(&head.status) => HeaderFault::PreflightStatus {
            status: head.status,
        },
        // Browsers are lenient with `*` here, the standard is not.
        Asked::Options if !head.lists("access-control-allow-headers", "authorization", false) => {
            HeaderFault::PreflightHeader {
                name: "authorization",
            }
        }
        Asked::Get
            if head.status == 401
                && !head.lists("access-control-expose-headers", "www-authenticate", true) =>
        {
            HeaderFault::NotExposed {
                name: "www-authenticate",
            }
        }
        _ => HeaderFault::Fine,
    })
}

fn judge_origin(head: &Head<'_>, is_redirected: bool, page_origin: &str) -> HeaderFault {
    let values = head.values("access-control-allow-origin");
    let value = match values.as_slice() {
        [] => return HeaderFault::Missing,
        [value] => *value,
        _ => return HeaderFault::Twice,
    };
    let owned = value.to_owned();
    if value == "*" || (is_redirected && value == "null") {
        HeaderFault::Fine
    } else if is_redirected {
        HeaderFault::RedirectNeedsAny { value: owned }
    } else if value == page_origin {
        HeaderFault::Fine
    } else if value.contains([',', ' ']) {
        HeaderFault::SeveralOrigins { value: owned }
    } else if !value.contains("://") && value != "null" {
        HeaderFault::NoScheme { value: owned }
    } else if value
        .strip_prefix(page_origin)
        .is_some_and(|rest| rest.starts_with('/'))
    {
        HeaderFault::Path { value: owned }
    } else {
        HeaderFault::OtherOrigin { value: owned }
    }
}

/// The heads in what was printed: one for each hop.
fn heads(printed: &str) -> Vec<Head<'_>> {
    let mut heads: Vec<Head<'_>> = Vec::new();
    for line in printed.lines() {
        let line = line.trim();
        if let Some(status) = status_of(line) {
            heads.push(Head {
                status,
                headers: Vec::new(),
            });
        } else if let (Some(head), Some((name, value))) = (heads.last_mut(), line.split_once(':')) {
            let name = name.trim().to_ascii_lowercase();
            head.headers.push((name, value.trim()));
        }
    }
    // An interim answer is none.
    heads.retain(|head| head.status >= 200);
    heads
}

/// `HTTP/1.1 200 OK`.
fn status_of(line: &str) -> Option<u16> {
    let mut words = line.split(' ');
    if !words.next()?.starts_with("HTTP/") {
        return None;
    }
    words.next()?.parse().ok()
}
