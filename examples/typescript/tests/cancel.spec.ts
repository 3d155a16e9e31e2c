import { expect, test } from "../marketplace";

test("a request is granted, and does not count", async ({ world, buyerPage, sellerPage }) => {
  const order = await world.place({ released: true });
  await world.advance("PT31M");

  await buyerPage.goto(`${world.urls.buyer}orders/${order.order_id}/request-cancellation`);
  await buyerPage.getByLabel("Reason for cancellation").selectOption("Found cheaper somewhere else");
  await buyerPage.getByRole("button", { name: "Request cancellation" }).click();
  await expect(buyerPage.getByRole("status").first()).toContainText("Cancellation requested");

  await sellerPage.goto(`${world.urls.seller}orders/${order.order_id}/cancel`);
  await sellerPage.getByLabel("Reason for cancellation").selectOption("Buyer canceled");
  await sellerPage.getByRole("button", { name: "Submit", exact: true }).click();
  await sellerPage.getByRole("dialog").getByRole("button", { name: "Cancel order" }).click();
  await expect(sellerPage.getByRole("status").first()).toContainText("canceled");

  const { status, cancellation } = await world.order(order.order_id);
  expect([status, cancellation.by, cancellation.counts_against_seller]).toEqual(["Canceled", "SELLER", false]);
  expect((await world.mail("buyer")).at(-1)?.subject).toContain("canceled");
});

test("after thirty minutes a buyer cannot cancel alone", async ({ world }) => {
  const order = await world.place();
  await world.advance("PT30M");
  await expect(world.do(order.order_id, "buyer-cancel")).rejects.toThrow("buyer-cancel-window");
});

test("any state is one call away, and the browser's clock is the world's", async ({ world, buyerPage }) => {
  const order = await world.place({ state: "Shipped" });
  await world.advance("P3D");
  await world.showClockIn(buyerPage);
  expect(await buyerPage.evaluate(() => new Date().toISOString())).toBe("2026-03-05T17:00:00.000Z");
  await buyerPage.goto(`${world.urls.buyer}orders`);
  await expect(buyerPage.getByRole("article", { name: `Order ${order.order_id}` })).toBeVisible();
});
