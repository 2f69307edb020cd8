//! The history of an image: what its steps say, and which layers they made.

use crate::{
    IMAGE, attributes,
    render::{Shown, render},
    support::inspecting::{
        OCI_CONFIG, OCI_MANIFEST, Repository, config, descriptor, inspect, manifest, sample,
    },
};
use porthole::ui::view::View;

#[tokio::test]
async fn comments_and_authors_of_steps_are_said_where_they_begin() {
    let step = |more: &str| format!(r#"{{"created_by":"RUN true","empty_layer":true{more}}}"#);
    let steps = [
        r#","comment":"first""#,
        r#","comment":"first""#,
        r#","comment":"second","author":"somebody""#,
        r#","comment":"second","author":"somebody else""#,
        r#","author":"somebody else""#,
        r#","comment":"second""#,
        r#","comment":"""#,
    ];
    let history = format!(r#","history":[{}]"#, steps.map(step).join(","));
    let config = config("amd64", &history);
    let text = manifest(&descriptor(OCI_CONFIG, &config, ""), &[]);
    let world = Repository::default()
        .manifest("1", OCI_MANIFEST, &text)
        .blob(&config)
        .world();
    let view = View::of("history");
    let shown = Shown {
        view,
        ..Shown::of(&inspect(IMAGE, None, &world).await)
    };
    let page = render(&shown, true).await;
    let rows = page.split("part=\"history-entry\"").skip(1);
    let remarks: Vec<String> = rows
        .map(|row| {
            let remarks = row.split("<div class=\"small muted\">").skip(1);
            let remarks = remarks.map(|remark| remark.split('<').next().unwrap());
            remarks.collect::<Vec<_>>().join("; ")
        })
        .collect();
    let want = [
        "first",
        "",
        "somebody; second",
        "somebody else",
        "",
        "second",
        "",
    ];
    assert_eq!(remarks, want);
}

#[tokio::test]
async fn a_step_has_the_colour_of_the_layer_that_it_made() {
    let swatches = |page: &str, row: &str| -> Vec<(String, String)> {
        page.split(&format!("part=\"{row}\""))
            .skip(1)
            .filter_map(|row| {
                let row = row.split("</tr>").next()?;
                let class = attributes(row, "class").into_iter();
                let class = class.clone().find(|class| class.starts_with("swatch"))?;
                Some((row.split('"').nth(1)?.to_owned(), class.to_owned()))
            })
            .collect()
    };
    for image in ["oci:sample:latest", "oci:sample:schema1"] {
        let state = inspect(image, None, &sample()).await;
        let page = render(&Shown::of(&state), true).await;
        let layers = swatches(&page, "layer");
        assert!(layers.len() > 1, "{image}");
        assert_eq!(swatches(&page, "history-entry"), layers, "{image}");
    }
}
