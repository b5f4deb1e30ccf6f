//! A word to the service manager that started the program: systemd with `Type=notify`. Elsewhere nobody listens.

/// The program answers requests from now on.
pub fn ready() {
    tell("READY=1");
}

/// The program was asked to stop and is finishing what is under way.
pub fn stopping() {
    tell("STOPPING=1");
}

#[cfg(target_os = "linux")]
fn tell(what: &str) {
    use std::os::linux::net::SocketAddrExt as _;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::net::{SocketAddr, UnixDatagram};

    let Some(name) = std::env::var_os("NOTIFY_SOCKET") else { return };
    let address = match name.as_bytes().strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name),
        None => SocketAddr::from_pathname(&name),
    };
    let told = address.and_then(|address| {
        let socket = UnixDatagram::unbound()?;
        socket.connect_addr(&address)?;
        socket.send(what.as_bytes())
    });
    if let Err(error) = told {
        tracing::warn!(%error, "the service manager can't be told {what}");
    }
}

#[cfg(not(target_os = "linux"))]
fn tell(_: &str) {}
