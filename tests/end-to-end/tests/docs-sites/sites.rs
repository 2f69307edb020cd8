//! Each site in each browser.

use crate::{
    generator::{Generator, MDBOOK, MKDOCS, Site, VITEPRESS},
    journey,
};
use end_to_end::browser::Kind;
use std::sync::LazyLock;

static MDBOOK_SITE: LazyLock<Site> = LazyLock::new(|| Site::build(&MDBOOK));
static MKDOCS_SITE: LazyLock<Site> = LazyLock::new(|| Site::build(&MKDOCS));
static VITEPRESS_SITE: LazyLock<Site> = LazyLock::new(|| Site::build(&VITEPRESS));

/// Everything in both browsers, which are at work at the same time.
macro_rules! in_both_browsers {
    ($site:ident, $generator:expr, $static:ident) => {
        mod $site {
            use super::*;

            fn site() -> (&'static Generator, &'static Site) {
                (&$generator, &$static)
            }

            #[tokio::test]
            async fn shows_the_image_on_each_page_back_and_forth_in_chromium() {
                journey::reads(site().0, site().1, Kind::Chromium).await;
            }

            #[tokio::test]
            async fn shows_the_image_on_each_page_back_and_forth_in_firefox() {
                journey::reads(site().0, site().1, Kind::Firefox).await;
            }

            #[tokio::test]
            async fn proves_the_layers_of_the_registry_and_misses_those_of_the_copy_in_chromium() {
                journey::verifies(site().0, site().1, Kind::Chromium).await;
            }

            #[tokio::test]
            async fn proves_the_layers_of_the_registry_and_misses_those_of_the_copy_in_firefox() {
                journey::verifies(site().0, site().1, Kind::Firefox).await;
            }

            #[tokio::test]
            async fn looks_as_it_does_without_the_element_light_and_dark_in_chromium() {
                journey::stays_as_it_is(site().0, site().1, Kind::Chromium).await;
            }

            #[tokio::test]
            async fn looks_as_it_does_without_the_element_light_and_dark_in_firefox() {
                journey::stays_as_it_is(site().0, site().1, Kind::Firefox).await;
            }

            #[tokio::test]
            async fn is_searched_as_before_in_chromium() {
                journey::searches(site().0, site().1, Kind::Chromium).await;
            }

            #[tokio::test]
            async fn is_searched_as_before_in_firefox() {
                journey::searches(site().0, site().1, Kind::Firefox).await;
            }
        }
    };
}

in_both_browsers!(mdbook, MDBOOK, MDBOOK_SITE);
in_both_browsers!(mkdocs, MKDOCS, MKDOCS_SITE);
in_both_browsers!(vitepress, VITEPRESS, VITEPRESS_SITE);
