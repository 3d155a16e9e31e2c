// Reading a request and shipping through @sp-api-sdk, as it is sold; only its connection is led to this machine.
import assert from "node:assert";
import https from "node:https";
import net from "node:net";

const { PORT, CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN, ASKED, OTHER, US } = process.env;

class Local extends https.Agent {
  createConnection(options, done) {
    return net.connect(Number(PORT), "127.0.0.1", done);
  }
}
https.globalAgent = new Local();

const { SellingPartnerApiAuth } = await import("@sp-api-sdk/auth");
const { OrdersApiClient } = await import("@sp-api-sdk/orders-api-v0");

const auth = new SellingPartnerApiAuth({
  clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, refreshToken: REFRESH_TOKEN,
});
const orders = new OrdersApiClient({ auth, region: "na" });

const wish = { marketplaceIds: [US], createdAfter: "2026-01-01T00:00:00Z", maxResultsPerPage: 1 };
const first = (await orders.getOrders(wish)).data.payload;
const next = (await orders.getOrders({ ...wish, nextToken: first.NextToken })).data.payload;
assert.deepEqual([first.Orders[0].AmazonOrderId, next.Orders[0].AmazonOrderId], [ASKED, OTHER]);

const items = (await orders.getOrderItems({ orderId: ASKED })).data.payload.OrderItems;
assert.equal(items[0].BuyerRequestedCancel.BuyerCancelReason, "Found cheaper somewhere else");

const line = (await orders.getOrderItems({ orderId: OTHER })).data.payload.OrderItems[0];
const payload = {
  marketplaceId: US,
  packageDetail: {
    packageReferenceId: "1", carrierCode: "Harrow", trackingNumber: "HP0000000001",
    shipDate: new Date().toISOString(), orderItems: [{ orderItemId: line.OrderItemId, quantity: 1 }],
  },
};
const answer = await orders.confirmShipment({ orderId: OTHER, payload });
assert.equal(answer.status, 204);
assert.equal((await orders.getOrder({ orderId: OTHER })).data.payload.OrderStatus, "Shipped");
console.log("told");
