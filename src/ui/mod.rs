//! The page: one component a file, state as reducers in files of their own, one stylesheet.
//!
//! Components that hold no state are plain functions `view_…(&T) -> Html`. Nothing from a document reaches the page but as a text
//! node or an attribute that is no address; links are made by [`link`] alone.

pub mod annotations;
pub mod app;
pub mod badge;
pub mod breadcrumb;
pub mod browse;
pub mod commands;
pub mod config;
pub mod copy;
pub mod doctor;
pub mod element;
pub mod findings;
pub mod format;
pub mod history;
pub mod identity;
pub mod inspection_state;
pub mod later;
pub mod layer;
pub mod layer_bar;
pub mod layer_kind;
pub mod layer_notices;
pub mod layer_row;
pub mod layers;
pub mod link;
pub mod loading;
pub mod long_table;
pub mod navigation;
pub mod notice;
pub mod page;
pub mod platforms;
pub mod problems;
pub mod raw;
pub mod recent;
pub mod reference_bar;
pub mod report;
pub mod schema1;
pub mod shared;
pub mod sign_in;
pub mod stage;
pub mod summary;
pub mod text;
pub mod use_calls;
pub mod use_host;
pub mod use_inspection;
pub mod use_lint;
pub mod use_on_change;
pub mod use_siblings;
pub mod use_signatures;
pub mod use_value;
pub mod use_verification;
pub mod verification_queue;
pub mod verification_state;
pub mod view;
pub mod way;
