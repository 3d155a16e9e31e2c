// MARKETSIM_URL names a running simulator (`marketsim serve`); MARKETSIM_CHROMIUM a browser other than Playwright's own.
import { defineConfig } from "@playwright/test";

const executablePath = process.env.MARKETSIM_CHROMIUM || undefined;

export default defineConfig({
  testDir: "tests",
  fullyParallel: true,
  reporter: "line",
  use: {
    trace: "retain-on-failure",
    launchOptions: { executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] },
  },
});
