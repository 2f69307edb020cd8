//! Places that are browsed: a catalog, tags in every state, and what stands where there are none.

use crate::{golden, render::lay_out};
use porthole::{
    inspection::{
        HeaderDigest, Proof,
        tag::{TagFacts, TagKind},
    },
    oci::{Digest, Place, Verdict},
    source::SourceError,
    ui::{
        browse::{
            names::{Names, Order},
            page::{BrowsePage, BrowsePageProps},
            reading::Reading,
            state::{Action, BrowseState, Rest},
        },
        navigation::Navigator,
        recent::view_recent,
        shared::Shared,
    },
};
use std::rc::Rc;
use tokio::task::LocalSet;
use yew::{LocalServerRenderer, Reducible, prelude::*};

#[derive(Properties, PartialEq)]
struct RootProps {
    place: Place,
    state: Rc<BrowseState>,
    recent: Vec<AttrValue>,
}

#[component]
fn Root(props: &RootProps) -> Html {
    let navigator = Navigator {
        page: Some("".into()),
        on_go: Callback::noop(),
        on_ask: Callback::noop(),
    };
    let page = BrowsePageProps {
        library: Rc::default(),
        place: props.place.clone(),
        state: Rc::clone(&props.state),
        on_more: Callback::noop(),
        on_cancel: Callback::noop(),
        on_read_on: Callback::noop(),
        on_view: Callback::noop(),
    };
    html! {
        <ContextProvider<Navigator> context={navigator}>
            { view_recent(&props.recent, None, Callback::noop()) }
            <BrowsePage ..page />
        </ContextProvider<Navigator>>
    }
}

async fn compare(
    name: &str,
    place: Place,
    recent: &[&'static str],
    actions: impl IntoIterator<Item = Action>,
) {
    let state = actions
        .into_iter()
        .fold(Rc::new(BrowseState::default()), Reducible::reduce);
    let props = RootProps {
        place,
        state,
        recent: recent.iter().map(|name| AttrValue::from(*name)).collect(),
    };
    let renderer = LocalServerRenderer::<Root>::with_props(props).hydratable(false);
    let page = LocalSet::new().run_until(renderer.render()).await;
    golden::compare(name, &lay_out(&page));
}

fn registry() -> Place {
    Place::registry("registry.example").unwrap()
}

fn repository() -> Place {
    Place::repository("registry.example/o/n").unwrap()
}

fn page(order: Order, names: &[&str], rest: Rest) -> Action {
    let mut list = Names::new(order);
    list.add(names.iter().map(|name| (*name).to_owned()).collect());
    Action::Page(list, rest)
}

fn refused() -> SourceError {
    SourceError::Status {
        url: "https://registry.example/v2/_catalog?n=1000".to_owned(),
        status: 401,
        errors: Vec::new(),
        body: "\u{202e}no".to_owned(),
        retry_after: None,
        rate_limit: None,
        attempts: 1,
        unknown: None,
        authorized: false,
    }
}

fn facts(of: &str, kind: TagKind) -> TagFacts {
    TagFacts {
        digest: Digest::sha256_of(of.as_bytes()),
        proof: Proof::Computed {
            header: HeaderDigest::Unknown,
        },
        kind,
        type_name: "OCI image index".to_owned(),
        platforms: ["amd64", "arm64/v8", "s390x", "ppc64le", "riscv64"]
            .map(|architecture| format!("linux/{architecture}"))
            .to_vec(),
        size: Some(3_400_000),
        created: Some("2026-11-20T15:04:05Z".to_owned()),
    }
}

#[tokio::test]
async fn a_registry_shows_its_repositories_and_what_is_no_repository_leads_nowhere() {
    let names = ["b/two", "a/one", "Not/A/Repository\u{202e}"];
    let recent = ["docker.io/library/alpine:3.20", "oci:sample:latest"];
    let actions = [page(Order::Repositories, &names, Rest::Nothing)];
    compare("registry", registry(), &recent, actions).await;
}

#[tokio::test]
async fn a_repository_shows_what_is_known_of_its_tags() {
    let read = |tag: &'static str, reading| Action::Read(tag.into(), reading);
    let wrong = TagFacts {
        proof: Proof::Mismatch(Verdict::SizeMismatch {
            expected: 1,
            actual: 2,
            has_digest: true,
        }),
        ..facts("wrong", TagKind::Image)
    };
    let begun = TagFacts {
        size: None,
        created: None,
        ..facts("begun", TagKind::Index)
    };
    let silent = TagFacts {
        platforms: Vec::new(),
        created: None,
        ..facts("silent", TagKind::Schema1)
    };
    let artifact = TagFacts {
        type_name: "application/vnd.example\u{202e}".to_owned(),
        ..facts("artifact", TagKind::Artifact)
    };
    let tags = [
        "1.9",
        "1.10",
        "latest",
        "1.10-rc1",
        "1.8",
        "1.7",
        "1.6",
        "1.5",
        "chart",
        "<b>\u{202e}",
    ];
    let actions = [
        page(Order::Tags, &tags, Rest::Waiting),
        read(
            "latest",
            Reading::Read(Shared::new(facts("a", TagKind::Index))),
        ),
        read(
            "1.10",
            Reading::Read(Shared::new(facts("a", TagKind::Index))),
        ),
        read("1.9", Reading::Begun(Shared::new(begun.clone()))),
        read(
            "1.8",
            Reading::Partial(Shared::new(begun), "The config is lost\u{202e}".into()),
        ),
        read("1.7", Reading::Failed("It is gone\u{202e}".into())),
        read("1.6", Reading::Read(Shared::new(wrong))),
        read("1.5", Reading::Read(Shared::new(silent))),
        read("chart", Reading::Read(Shared::new(artifact))),
        Action::Pause,
    ];
    compare("repository", repository(), &[], actions).await;
}

#[tokio::test]
async fn a_registry_without_a_catalog_offers_to_name_a_repository() {
    compare(
        "no-catalog",
        registry(),
        &[],
        [Action::Fail(refused(), true)],
    )
    .await;
    let empty = [page(Order::Repositories, &[], Rest::Nothing)];
    compare("empty-catalog", registry(), &[], empty).await;
}

#[tokio::test]
async fn a_repository_that_cannot_be_listed_says_why() {
    compare(
        "no-tags",
        repository(),
        &[],
        [Action::Fail(refused(), false)],
    )
    .await;
    let place = Place::repository("oci:sample").unwrap();
    compare(
        "layout-without-tags",
        place,
        &[],
        [page(Order::Tags, &[], Rest::Nothing)],
    )
    .await;
}

#[tokio::test]
async fn a_list_that_ends_early_says_why_and_offers_to_go_on() {
    let actions = [
        page(Order::Tags, &["1"], Rest::Coming),
        Action::Fail(refused(), false),
    ];
    compare("list-ends-early", repository(), &[], actions).await;
    compare("listing", repository(), &[], []).await;
    let actions = [page(Order::Tags, &["1"], Rest::Coming)];
    compare("list-grows", repository(), &[], actions).await;
    compare("list-cancelled", registry(), &[], [Action::Cancel]).await;
}
