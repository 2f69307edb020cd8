//! Lists of tags and repositories, page by page, of a scripted registry.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod support;

use porthole::{
    oci::Place,
    source::{
        Session, Source, SourceError,
        registry::{
            link::next_query,
            listing::{Next, Pager, names},
        },
    },
};
use std::{collections::BTreeSet, rc::Rc};
use support::{Answer, FakeRegistry, PAGE, answer, error, ok, with};

const TAGS: &str = "https://registry.example/v2/o/n/tags/list";
const CATALOG: &str = "https://registry.example/v2/_catalog";

fn json(body: &str) -> Answer {
    ok("application/json", body)
}

fn linked(body: &str, link: &str) -> Answer {
    with(json(body), "link", link)
}

fn source(world: &Rc<FakeRegistry>, origin: &str, place: &Place) -> Source<FakeRegistry> {
    let session = Rc::new(Session::new(origin));
    Source::of_place(place, Rc::clone(world), &session, |url| {
        Some(format!("{PAGE}/{url}"))
    })
}

/// Reads a list to its end, as the page does, a hundred pages at most.
async fn read(
    world: &Rc<FakeRegistry>,
    origin: &str,
    place: &Place,
) -> Result<Vec<String>, SourceError> {
    let source = source(world, origin, place);
    let mut pager = Pager::default();
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    while let Some(cursor) = pager.cursor() {
        let page = match place {
            Place::Registry(_) => source.catalog(cursor).await?,
            _ => source.tags(cursor).await?,
        };
        let before = found.len();
        found.extend(
            page.names
                .into_iter()
                .filter(|name| seen.insert(name.clone())),
        );
        pager.advance(page.next, found.len() > before);
        assert!(pager.pages() <= 100, "no end");
    }
    Ok(found)
}

async fn tags(world: &Rc<FakeRegistry>) -> Result<Vec<String>, SourceError> {
    read(
        world,
        PAGE,
        &Place::repository("registry.example/o/n").unwrap(),
    )
    .await
}

async fn catalog(world: &Rc<FakeRegistry>) -> Result<Vec<String>, SourceError> {
    read(world, PAGE, &Place::registry("registry.example").unwrap()).await
}

#[tokio::test]
async fn a_link_is_followed_wherever_it_points_but_only_its_query_is_believed() {
    let second = format!("{TAGS}?last=b&n=2");
    for link in [
        r#"</v2/o/n/tags/list?last=b&n=2>; rel="next""#,
        r#"<https://elsewhere.example/proxy/v2/o/n/tags/list?last=b&n=2>; rel="next""#,
        r#"<https://evil.example/?last=b&n=2#x>;title="a, b"; REL=next"#,
        r#"</first?x=1>; rel="first", <?last=b&n=2>; rel="prev next""#,
    ] {
        let world = Rc::new(
            FakeRegistry::new()
                .on(
                    &format!("{TAGS}?n=1000"),
                    [linked(r#"{"tags":["a","b"]}"#, link)],
                )
                .on(&second, [json(r#"{"tags":["c"]}"#)]),
        );
        assert_eq!(tags(&world).await.unwrap(), ["a", "b", "c"], "{link}");
        // A link that was read once and is missing now: the end.
        assert_eq!(
            world.urls(),
            [format!("{TAGS}?n=1000"), second.clone()],
            "{link}"
        );
    }
}

#[test]
fn links_that_lead_to_no_query_are_none() {
    for value in [
        "",
        "x",
        "<>",
        "<a?b",
        r#"<a?b>; rel="prev""#,
        "<a?b>",
        r#"<a>; rel="next""#,
        r#"<a?>; rel="next""#,
        "<a?b c>; rel=next",
        "<a?\u{e9}>; rel=next",
        r#"<a?b>; rel="nextt""#,
    ] {
        assert_eq!(next_query(value), None, "{value:?}");
    }
}

#[tokio::test]
async fn without_a_link_the_last_name_asks_on_until_nothing_new_comes() {
    let world = Rc::new(
        FakeRegistry::new()
            .on(
                &format!("{TAGS}?n=1000"),
                [json(r#"{"name":"o/n","tags":["a","b"]}"#)],
            )
            .on(
                &format!("{TAGS}?n=1000&last=b"),
                [json(r#"{"tags":["c","d"]}"#)],
            )
            .on(
                &format!("{TAGS}?n=1000&last=d"),
                [json(r#"{"tags":["d"]}"#)],
            ),
    );
    assert_eq!(tags(&world).await.unwrap(), ["a", "b", "c", "d"]);
}

#[tokio::test]
async fn a_registry_that_ignores_pages_is_asked_twice_and_one_that_sends_more_than_was_asked_for_once()
 {
    let world =
        Rc::new(FakeRegistry::new().on_if(|_| true, [json(r#"{"tags":["s2","list","oci"]}"#)]));
    assert_eq!(tags(&world).await.unwrap(), ["s2", "list", "oci"]);
    assert_eq!(
        world.urls(),
        [format!("{TAGS}?n=1000"), format!("{TAGS}?n=1000&last=oci")]
    );

    let many: Vec<String> = (0..1001).map(|number| format!("t{number}")).collect();
    let body = format!(r#"{{"tags":{many:?}}}"#);
    let world = Rc::new(FakeRegistry::new().on_if(|_| true, [json(&body)]));
    assert_eq!(tags(&world).await.unwrap(), many);
    assert_eq!(world.urls().len(), 1);
}

#[tokio::test]
async fn on_the_pages_own_origin_a_missing_link_is_the_end() {
    let world =
        Rc::new(FakeRegistry::new().on(&format!("{TAGS}?n=1000"), [json(r#"{"tags":["a"]}"#)]));
    let place = Place::repository("registry.example/o/n").unwrap();
    assert_eq!(
        read(&world, "https://registry.example", &place)
            .await
            .unwrap(),
        ["a"]
    );
    assert_eq!(world.urls().len(), 1);
}

#[tokio::test]
async fn a_link_that_goes_round_in_a_circle_ends() {
    let world = Rc::new(FakeRegistry::new().on_if(
        |_| true,
        [linked(r#"{"tags":["a"]}"#, "<?last=a&n=1000>; rel=next")],
    ));
    assert_eq!(tags(&world).await.unwrap(), ["a"]);
    assert_eq!(world.urls().len(), 2);
}

#[tokio::test]
async fn a_page_behind_a_link_may_be_empty_and_the_list_goes_on() {
    let world = Rc::new(
        FakeRegistry::new()
            .on(
                &format!("{CATALOG}?n=1000"),
                [linked(
                    r#"{"repositories":[]}"#,
                    "</v2/_catalog?last=x>; rel=next",
                )],
            )
            .on(
                &format!("{CATALOG}?last=x"),
                [json(r#"{"repositories":["y/z"]}"#)],
            ),
    );
    assert_eq!(catalog(&world).await.unwrap(), ["y/z"]);
}

#[test]
fn tags_may_be_null_or_missing_and_what_is_no_text_is_left_out() {
    for (body, want) in [
        (r#"{"name":"n","tags":null}"#, Some(vec![])),
        (r#"{"name":"n"}"#, Some(vec![])),
        (
            r#"{"tags":["a",1,null,["b"],"c\u0000"]}"#,
            Some(vec!["a", "c\0"]),
        ),
        (r#"{"tags":"a"}"#, None),
        (r#"["a"]"#, None),
        ("", None),
        ("null", None),
        ("{", None),
    ] {
        let want: Option<Vec<String>> =
            want.map(|names| names.into_iter().map(str::to_owned).collect());
        assert_eq!(names(body.as_bytes(), "tags"), want, "{body}");
    }
}

#[tokio::test]
async fn a_registry_that_refuses_the_number_is_asked_without() {
    let world = Rc::new(
        FakeRegistry::new()
            .on(
                &format!("{CATALOG}?n=1000"),
                [error(400, "PAGINATION_NUMBER_INVALID", "too many")],
            )
            .on(CATALOG, [json(r#"{"repositories":["a"]}"#)])
            .on(
                &format!("{CATALOG}?last=a"),
                [json(r#"{"repositories":["b"]}"#)],
            )
            .on(
                &format!("{CATALOG}?last=b"),
                [json(r#"{"repositories":[]}"#)],
            ),
    );
    assert_eq!(catalog(&world).await.unwrap(), ["a", "b"]);
}

#[tokio::test]
async fn a_wrong_answer_says_what_it_is() {
    let world = Rc::new(FakeRegistry::new().on_if(|_| true, [json("[]")]));
    let want = SourceError::NotAList {
        url: format!("{TAGS}?n=1000"),
        member: "tags",
        start: "[]".to_owned(),
    };
    assert_eq!(tags(&world).await, Err(want));
    let world = Rc::new(FakeRegistry::new().on_if(
        |_| true,
        [answer(200, &[("content-type", "text/html")], "<html>")],
    ));
    assert!(matches!(
        tags(&world).await,
        Err(SourceError::NotARegistry { status: 200, .. })
    ));
    let world = Rc::new(
        FakeRegistry::new().on_if(|_| true, [error(404, "NAME_UNKNOWN", "no such repository")]),
    );
    assert!(matches!(
        tags(&world).await,
        Err(SourceError::Status { status: 404, .. })
    ));
}

#[tokio::test]
async fn names_with_odd_characters_are_escaped_when_they_ask_on() {
    let world = Rc::new(
        FakeRegistry::new()
            .on(&format!("{TAGS}?n=1000"), [json(r#"{"tags":["a&b#c d"]}"#)])
            .on(
                &format!("{TAGS}?n=1000&last=a%26b%23c%20d"),
                [json(r#"{"tags":[]}"#)],
            ),
    );
    assert_eq!(tags(&world).await.unwrap(), ["a&b#c d"]);
}

#[tokio::test]
async fn the_catalog_wants_a_token_for_the_catalog() {
    let challenge = r#"Bearer realm="https://auth.example/token",service="s""#;
    let world = Rc::new(
        FakeRegistry::new()
            .on_authorization(
                &format!("{CATALOG}?n=1000"),
                None,
                [with(
                    error(401, "UNAUTHORIZED", ""),
                    "www-authenticate",
                    challenge,
                )],
            )
            .on(
                "https://auth.example/token?service=s&scope=registry:catalog:%2A",
                [json(r#"{"token":"t"}"#)],
            )
            .on_authorization(
                &format!("{CATALOG}?n=1000"),
                Some("Bearer t"),
                [json(r#"{"repositories":[]}"#)],
            ),
    );
    assert_eq!(catalog(&world).await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_layout_lists_the_tags_of_its_index() {
    let index = r#"{"schemaVersion":2,"manifests":[
        {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2,
         "annotations":{"org.opencontainers.image.ref.name":"1.0"}},
        {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2}]}"#;
    let world = Rc::new(
        FakeRegistry::new()
            .on(
                &format!("{PAGE}/x/oci-layout"),
                [json(r#"{"imageLayoutVersion":"1.0.0"}"#)],
            )
            .on(&format!("{PAGE}/x/index.json"), [json(index)]),
    );
    let place = Place::repository("oci:x").unwrap();
    assert_eq!(read(&world, PAGE, &place).await.unwrap(), ["1.0"]);
}

#[test]
fn what_may_be_the_end_goes_on_only_behind_new_names() {
    let mut pager = Pager::default();
    let cursor = pager.cursor().unwrap().clone();
    pager.advance(Some(Next::Perhaps(cursor.clone())), true);
    // The same query again.
    assert_eq!(pager.cursor(), None);
    let mut pager = Pager::default();
    pager.advance(Some(Next::Perhaps(cursor)), false);
    assert_eq!(pager.cursor(), None);
}
