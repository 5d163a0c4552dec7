// Firefox for a test: each line of stdin is {page, open} or {page, code}; answers with a line of JSON each.
import { createInterface } from "node:readline";

const { default: puppeteer } = await import(process.argv[3]);

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: process.argv[2],
  headless: true,
  extraPrefsFirefox: {
    "media.peerconnection.ice.obfuscate_host_addresses": false,
    "media.autoplay.default": 0,
    "media.autoplay.block-webaudio": false,
    "media.autoplay.blocking_policy": 0,
    "media.suspend-background-video.enabled": false,
    "dom.min_background_timeout_value": 10,
    "dom.timeout.enable_budget_timer_throttling": false,
  },
});
const pages = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const { page, open, code } = JSON.parse(line);
  try {
    if (open) {
      pages.set(page, await browser.newPage());
      pages.get(page).on("pageerror", (fault) => console.error(`page ${page}: ${fault}`));
      pages.get(page).on("console", (said) => console.error(`page ${page}: ${said.text()}`));
      await pages.get(page).goto(open, { waitUntil: "domcontentloaded" });
    }
    const found = code ? await pages.get(page).evaluate(code) : null;
    console.log(JSON.stringify({ found: found ?? null }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
await browser.close();
