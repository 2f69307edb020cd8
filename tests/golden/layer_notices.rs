//! The notices of layers: where they stand, and how they name digests.

use crate::{
    attributes, layers,
    render::{Shown, render, tags},
};
use porthole::{oci::Digest, ui::view::View};

#[tokio::test]
async fn what_is_wrong_with_layers_stands_below_their_rows_or_above_all_where_they_are_not_shown() {
    for shown in [layers::mismatching(2).await, layers::failing(2, 3).await] {
        let page = render(&shown, true).await;
        let last_row = page.rfind("part=\"layer\"").unwrap();
        let first_notice = page.find("part=\"notice\"").unwrap();
        assert!(first_notice > last_row, "{page}");
        let view = View::of("history summary");
        let page = render(&Shown { view, ..shown }, true).await;
        let first_notice = page.find("part=\"notice\"").unwrap();
        assert!(first_notice < page.find("<header").unwrap(), "{page}");
    }
}

#[tokio::test]
async fn notices_of_layers_abbreviate_digests_and_copy_them_whole() {
    let page = render(&layers::mismatching(1).await, true).await;
    let notice = &page[page.find("part=\"notice\"").unwrap()..];
    let detail = &notice[notice.find("class=\"detail\"").unwrap()..];
    let detail = &detail[..detail.find("</p>").unwrap()];
    let (expected, actual) = (Digest::sha256_of(b"0"), Digest::sha256_of(b"other"));
    let whole = [actual.to_string(), expected.to_string()];
    assert_eq!(attributes(detail, "data-copy"), [&*whole[0], &*whole[1]]);
    assert_eq!(attributes(detail, "title"), [&*whole[0], &*whole[1]]);
    let texts: Vec<&str> = detail
        .split('>')
        .skip(1)
        .map(|piece| piece.split('<').next().unwrap())
        .filter(|text| !text.is_empty())
        .collect();
    let short = |digest: &str| format!("{}…{}", &digest[..15], &digest[65..]);
    assert_eq!(
        texts,
        [
            "Its bytes have the digest ",
            &short(&whole[0]),
            ", the manifest names ",
            &short(&whole[1]),
            ".",
        ]
    );
}

#[tokio::test]
async fn a_layer_that_could_not_be_read_is_a_warning_and_no_mismatch() {
    let page = render(&layers::failing(1, 2).await, true).await;
    let classes = |page: &str| -> Vec<String> {
        let tags = tags(page).into_iter();
        let classes = tags.filter_map(|tag| {
            let mut attributes = tag.attributes.into_iter();
            Some(attributes.find(|(name, _)| *name == "class")?.1.to_owned())
        });
        classes.collect()
    };
    let row = &page[page.find("part=\"layer\"").unwrap()..];
    let row = classes(&row[..row.find("</tr>").unwrap()]);
    assert!(row.contains(&"verdict warn".to_owned()), "{row:?}");
    assert!(!row.contains(&"verdict bad".to_owned()), "{row:?}");
    let total = page.split("part=\"total\"").nth(1).unwrap();
    let want = " role=\"status\" class=\"small warn\">0 of 2 verified, 1 failed<";
    assert!(total.starts_with(want), "{total}");
}
