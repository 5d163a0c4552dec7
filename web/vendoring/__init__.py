"""How the browser's libraries got here: run by hand after a version changed, never by the server."""
