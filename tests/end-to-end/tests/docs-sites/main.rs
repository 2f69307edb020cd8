//! Porthole in documentation, by real generators, in Chromium and in Firefox: sites of mdBook, MkDocs Material and VitePress in
//! `tests/docs-sites/`, which are what the guides in `docs/` show; static copies; and the package for npm.

mod generator;
mod guides;
mod journey;
mod package;
mod sites;
mod static_copies;
