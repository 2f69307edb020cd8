//! Lists of a registry: the tags of a repository and the catalog of repositories (OCI distribution specification 1.1, "Content
//! Discovery", and distribution's `_catalog`), a page at a time.
//!
//! - The next page is where `Link` with `rel="next"` says; it may be relative or absolute, and name another host behind a proxy, so only its
//!   query is believed, and asked for at the same registry and path.
//! - Where `Link` cannot be read (another origin must expose it), `last=` with the last name asks on, until a page adds nothing new: a short
//!   page proves nothing, as registries cap `n`. A page with more names than were asked for proves that the registry has no pages at all.
//! - `tags` may be null; what is no text in a list is left out.

use super::{Registry, link::next_query};
use crate::{
    oci::json::{Json, Kind},
    source::{
        Request, Response, SourceError, Transport,
        error_body::{is_html, not_a_registry, start},
        url::query_value,
    },
};

/// How many names are asked for at once: the most that distribution and others allow.
pub const PAGE_LENGTH: usize = 1_000;

/// A page may have this many bytes (8 MiB): some registries list everything at once, and a hostile one takes thirty times as much memory.
const PAGE_LIMIT: u64 = 8 * 1024 * 1024;

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// The tags of the repository.
    Tags,
    /// The repositories of the registry.
    Catalog,
}

/// What to ask for next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The query, without `?`.
    query: String,
    /// Whether a `Link` was read in this list: then one that is missing is the end.
    has_links: bool,
}

/// One answer of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListPage {
    /// Names, in the registry's order.
    pub names: Vec<String>,
    /// Where to go on; `None` at the end.
    pub next: Option<Next>,
}

/// How a list goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// The registry says so.
    Linked(Cursor),
    /// Perhaps: to be asked only if this page had a name that the pages before it had not.
    Perhaps(Cursor),
}

impl Default for Cursor {
    /// The first page.
    fn default() -> Self {
        Self {
            query: format!("n={PAGE_LENGTH}"),
            has_links: false,
        }
    }
}

impl Cursor {
    /// The query, without `?`.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Whether a number of names is asked for.
    fn is_counted(&self) -> bool {
        self.query.starts_with("n=")
    }
}

impl Next {
    /// What to ask for. `is_new`: this page had names that were not known.
    pub fn follow(self, is_new: bool) -> Option<Cursor> {
        match self {
            Self::Linked(cursor) => Some(cursor),
            Self::Perhaps(cursor) => is_new.then_some(cursor),
        }
    }
}

/// Goes through a list page by page: the cursor of the next page, and an end for registries that would have none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pager {
    next: Option<Cursor>,
    /// Queries that were asked: a `Link` that leads back to one is the end.
    asked: Vec<String>,
}

impl Default for Pager {
    fn default() -> Self {
        Self {
            next: Some(Cursor::default()),
            asked: Vec::new(),
        }
    }
}

impl Pager {
    /// The page to ask for; `None` at the end. The same again until [`Pager::advance`] is told of its answer.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.next.as_ref()
    }

    /// Goes on behind a page. `is_new`: it had names that no page before it had.
    pub fn advance(&mut self, next: Option<Next>, is_new: bool) {
        let asked = self.next.take();
        self.asked.extend(asked.map(|cursor| cursor.query));
        self.next = next
            .and_then(|next| next.follow(is_new))
            .filter(|cursor| !self.asked.contains(&cursor.query));
    }

    /// How many pages came.
    pub fn pages(&self) -> usize {
        self.asked.len()
    }
}

impl List {
    /// The member of the answer that holds the names.
    fn member(self) -> &'static str {
        match self {
            Self::Tags => "tags",
            Self::Catalog => "repositories",
        }
    }
}

impl<T: Transport> Registry<T> {
    /// Reads one page of a list.
    pub(in crate::source) async fn list(
        &self,
        list: List,
        cursor: &Cursor,
    ) -> Result<ListPage, SourceError> {
        let mut url = self.page_url(list, &cursor.query);
        let mut answer = self.get(page_request(url.clone())).await?;
        // A registry that allows fewer at once may refuse the number instead of lowering it.
        let is_refused = answer.response.status == 400 && *cursor == Cursor::default();
        if is_refused {
            url = self.page_url(list, "");
            answer = self.get(page_request(url.clone())).await?;
        }
        let response = &answer.response;
        if response.is_success() && is_html(response) {
            return Err(not_a_registry(&url, &answer));
        }
        if !response.is_success() {
            return Err(self.failure(&answer));
        }
        let names = names(&response.body, list.member()).ok_or_else(|| SourceError::NotAList {
            url,
            member: list.member(),
            start: start(&response.body),
        })?;
        let is_counted = !is_refused && cursor.is_counted();
        let next = next(response, &names, cursor, is_counted, self.same_origin);
        Ok(ListPage { names, next })
    }

    /// The one place where the URL of a page is made, whatever a `Link` said: this registry's own, with the query asked for.
    fn page_url(&self, list: List, query: &str) -> String {
        let path = match list {
            List::Tags => format!("{}/tags/list", self.reference.repository),
            List::Catalog => "_catalog".to_owned(),
        };
        let separator = if query.is_empty() { "" } else { "?" };
        format!("{}/v2/{path}{separator}{query}", self.base_url)
    }
}

fn page_request(url: String) -> Request {
    Request {
        url,
        accept: None,
        authorization: None,
        // Tags come and go.
        no_store: true,
        may_be_missing: false,
        limit: PAGE_LIMIT,
    }
}

/// The names of an answer; `None` if it is no object, or holds something else than a list (or null) in their place.
pub fn names(body: &[u8], member: &str) -> Option<Vec<String>> {
    let Kind::Object(members) = Json::parse(body).ok()?.root.kind else {
        return None;
    };
    let list = members
        .into_iter()
        .find(|other| !other.is_shadowed && *other.key == *member);
    match list.map(|list| list.value.kind) {
        None | Some(Kind::Null) => Some(Vec::new()),
        Some(Kind::Array(elements)) => {
            let names = elements
                .into_iter()
                .filter_map(|element| match element.kind {
                    Kind::String(name) => Some(name.into_string()),
                    _ => None,
                });
            Some(names.collect())
        }
        Some(_) => None,
    }
}

/// How the list goes on after this answer. `is_counted`: a number of names was asked for. `same_origin`: every header can be read.
fn next(
    response: &Response,
    names: &[String],
    cursor: &Cursor,
    is_counted: bool,
    same_origin: bool,
) -> Option<Next> {
    if let Some(query) = response.header("link").and_then(next_query) {
        return Some(Next::Linked(Cursor {
            query,
            has_links: true,
        }));
    }
    if cursor.has_links || same_origin || (is_counted && names.len() > PAGE_LENGTH) {
        return None;
    }
    let last = names.last()?;
    let count = if is_counted {
        format!("n={PAGE_LENGTH}&")
    } else {
        String::new()
    };
    Some(Next::Perhaps(Cursor {
        query: format!("{count}last={}", query_value(last)),
        has_links: false,
    }))
}
