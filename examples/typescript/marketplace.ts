// A world per test, over the control API: everything the Python plugin does is one call away in any language.
import { test as base, expect, type Page } from "@playwright/test";

const address = (process.env.MARKETSIM_URL ?? "http://127.0.0.1:5000").replace(/\/$/, "");

export type Order = { order_id: string; status: string; allowed: string[]; cancellation: any; request: any };

export class World {
  constructor(readonly name: string, readonly urls: { buyer: string; seller: string; console: string }) {}

  static async create(plan: object = {}): Promise<World> {
    const made = await call("POST", "/worlds", plan);
    return new World(made.world, made.urls);
  }

  place(wish: object = {}): Promise<Order> {
    return this.call("POST", "/orders", wish);
  }

  order(id: string): Promise<Order> {
    return this.call("GET", `/orders/${id}`);
  }

  do(id: string, deed: string, args: object = {}): Promise<{ event: any; order: Order }> {
    return this.call("POST", `/orders/${id}/${deed}`, args);
  }

  // `by` is an ISO 8601 duration such as PT31M or P7D.
  advance(by: string): Promise<{ from: string; to: string; fired_total: number }> {
    return this.call("POST", "/clock/advance", { by });
  }

  async mail(to: string): Promise<{ subject: string; text: string; order_id: string }[]> {
    return (await this.call("GET", `/mail?to=${to}`)).mail;
  }

  // Signs a page in; a buyer and a seller may share one browser.
  async signIn(page: Page, role: "buyer" | "seller"): Promise<Page> {
    await page.goto((await this.call("POST", "/sign-in", { role })).url);
    return page;
  }

  // Sets the page's own clock to the world's.
  async showClockIn(page: Page): Promise<void> {
    await page.clock.setFixedTime((await this.call("GET", "/clock")).now);
  }

  call(method: string, path: string, body?: object): Promise<any> {
    return call(method, `/worlds/${this.name}${path}`, body);
  }
}

async function call(method: string, path: string, body?: object): Promise<any> {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(`${address}/sim/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  const told = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${told.refusal?.rule ?? ""} ${told.error?.message}`);
  return told;
}

// `world` is made before a test and deleted after it; `buyerPage` and `sellerPage` are signed in.
export const test = base.extend<{ world: World; buyerPage: Page; sellerPage: Page }>({
  world: async ({}, use) => {
    const world = await World.create();
    await use(world);
    await world.call("DELETE", "");
  },
  buyerPage: async ({ context, world }, use) => use(await world.signIn(await context.newPage(), "buyer")),
  sellerPage: async ({ context, world }, use) => use(await world.signIn(await context.newPage(), "seller")),
});

export { expect };
