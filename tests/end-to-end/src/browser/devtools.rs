//! The browser's own protocol, spoken with the browser as a whole: what chromedriver passes on reaches a single page only. WebDriver's newer
//! protocol (BiDi), which Firefox speaks, has the same form.

use crate::{DEADLINE, INTERVAL};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::{fs, path::Path, time::Instant};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream,
    tungstenite::{self, Message},
};

/// A connection to a browser.
pub(super) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Where a browser listens.
pub(super) struct DevTools(String);

impl DevTools {
    /// Of the browser that has this profile, where it writes its port and a path when it starts.
    pub async fn of_profile(profile: &Path) -> Self {
        let file = profile.join("DevToolsActivePort");
        let start = Instant::now();
        loop {
            let text = fs::read_to_string(&file).unwrap_or_default();
            if let Some((port, path)) = text.trim().split_once('\n') {
                return Self(format!("ws://127.0.0.1:{port}{path}"));
            }
            assert!(start.elapsed() < DEADLINE, "the browser does not listen");
            tokio::time::sleep(INTERVAL).await;
        }
    }

    /// Of the browser that listens there.
    pub fn at(address: &str) -> Self {
        Self(address.to_owned())
    }

    /// A connection for whoever has more to say than one command.
    pub async fn connect(&self) -> Result<Socket, tungstenite::Error> {
        let (socket, _) = tokio_tungstenite::connect_async(&self.0).await?;
        Ok(socket)
    }

    /// Gives a command, and what the browser answers, or why it does not. A connection for each: there are few.
    pub async fn command(&self, method: &str, params: Value) -> Result<Value, String> {
        let told = async {
            let mut socket = self.connect().await?;
            let command = json!({ "id": 1, "method": method, "params": params });
            socket.send(Message::text(command.to_string())).await?;
            while let Some(message) = socket.next().await {
                let text = message?.into_text()?;
                let answer: Value = serde_json::from_str(&text).unwrap_or_default();
                if answer["id"] == 1 {
                    return Ok(answer);
                }
            }
            Err(tungstenite::Error::ConnectionClosed)
        };
        let mut answer = told
            .await
            .map_err(|error: tungstenite::Error| format!("{method}: {error}"))?;
        match answer.get("error") {
            Some(error) => Err(format!("{method}: {error}")),
            None => Ok(answer["result"].take()),
        }
    }
}
