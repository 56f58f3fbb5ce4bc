import { render } from "preact";
import { App } from "./app.tsx";

const root = document.getElementById("chat");
if (root !== null) {
  const { service = "Kallpanchis", place = "" } = root.dataset;
  root.replaceChildren();
  render(<App service={service} place={place} />, root);
}
