// The story of a request through @sp-api-sdk, as it is sold; only its connection is led to this machine.
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
const { createAxiosInstance } = await import("@sp-api-sdk/common");
const { FeedsApiClient } = await import("@sp-api-sdk/feeds-api-2021-06-30");
const { NotificationsApiClient } = await import("@sp-api-sdk/notifications-api-v1");
const { OrdersApiClient } = await import("@sp-api-sdk/orders-api-v0");
const { ReportsApiClient } = await import("@sp-api-sdk/reports-api-2021-06-30");
const { TokensApiClient } = await import("@sp-api-sdk/tokens-api-2021-03-01");

const keys = { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET };
const auth = new SellingPartnerApiAuth({ ...keys, refreshToken: REFRESH_TOKEN });
const configuration = { auth, region: "na" };
const orders = new OrdersApiClient(configuration);

async function subscribes() {
  const grantless = new SellingPartnerApiAuth({ ...keys, scopes: ["sellingpartnerapi::notifications"] });
  const resourceSpecification = { sqs: { arn: "arn:aws:sqs:us-east-1:000000000000:orders" } };
  const made = await new NotificationsApiClient({ auth: grantless, region: "na" })
    .createDestination({ body: { name: "queue", resourceSpecification } });
  const body = { destinationId: made.data.payload.destinationId, payloadVersion: "1.0" };
  const answer = await new NotificationsApiClient(configuration)
    .createSubscription({ notificationType: "ORDER_CHANGE", body });
  assert.ok(answer.data.payload.subscriptionId);
}

async function readsTheOrders() {
  const wish = { marketplaceIds: [US], createdAfter: "2026-01-01T00:00:00Z", maxResultsPerPage: 1 };
  const first = (await orders.getOrders(wish)).data.payload;
  const next = (await orders.getOrders({ ...wish, nextToken: first.NextToken })).data.payload;
  assert.deepEqual([first.Orders[0].AmazonOrderId, next.Orders[0].AmazonOrderId], [ASKED, OTHER]);
  const items = (await orders.getOrderItems({ orderId: ASKED })).data.payload.OrderItems;
  assert.equal(items[0].BuyerRequestedCancel.BuyerCancelReason, "Found cheaper somewhere else");
}

async function readsTheReport() {
  const reports = new ReportsApiClient(configuration);
  const wish = { reportType: "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING", marketplaceIds: [US] };
  const { reportId } = (await reports.createReport({ body: wish })).data;
  const { processingStatus, reportDocumentId } = (await reports.getReport({ reportId })).data;
  assert.equal(processingStatus, "DONE");
  await assert.rejects(reports.getReportDocument({ reportDocumentId }), /403/);

  const named = { method: "GET", path: `/reports/2021-06-30/documents/${reportDocumentId}` };
  const answer = await new TokensApiClient(configuration)
    .createRestrictedDataToken({ body: { restrictedResources: [named] } });
  const { restrictedDataToken } = answer.data;
  const opened = new ReportsApiClient({ ...configuration, restrictedDataToken });
  const place = (await opened.getReportDocument({ reportDocumentId })).data;
  const lines = (await (await fetch(place.url)).text()).split("\r\n").map((line) => line.split("\t"));
  assert.equal(lines[1][lines[0].indexOf("is-buyer-requested-cancellation")], "true");
}

async function cancelsByFile() {
  const feeds = new FeedsApiClient(configuration);
  const contentType = "text/tab-separated-values; charset=UTF-8";
  const room = (await feeds.createFeedDocument({ body: { contentType } })).data;
  const body = `order-id\tcancellation-reason-code\tamazon-order-item-code\n${ASKED}\t\t\n`;
  const put = await fetch(room.url, { method: "PUT", headers: { "Content-Type": contentType }, body });
  assert.equal(put.status, 200);
  const feedType = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA";
  const wish = { feedType, marketplaceIds: [US], inputFeedDocumentId: room.feedDocumentId };
  const { feedId } = (await feeds.createFeed({ body: wish })).data;
  const told = (await feeds.getFeed({ feedId })).data;
  const place = (await feeds.getFeedDocument({ feedDocumentId: told.resultFeedDocumentId })).data;
  assert.match(await (await fetch(place.url)).text(), /records successful\t\t1/);
  assert.equal((await orders.getOrder({ orderId: ASKED })).data.payload.OrderStatus, "Canceled");
}

async function ships() {
  const line = (await orders.getOrderItems({ orderId: OTHER })).data.payload.OrderItems[0];
  const packageDetail = {
    packageReferenceId: "1", carrierCode: "Harrow", trackingNumber: "HP0000000001",
    shipDate: new Date().toISOString(), orderItems: [{ orderItemId: line.OrderItemId, quantity: 1 }],
  };
  const answer = await orders.confirmShipment({ orderId: OTHER, payload: { marketplaceId: US, packageDetail } });
  assert.equal(answer.status, 204);
  assert.equal((await orders.getOrder({ orderId: OTHER })).data.payload.OrderStatus, "Shipped");
}

async function writesToTheBuyer() {
  const { axios, endpoint } = createAxiosInstance(configuration, []);
  const address = `${endpoint}/messaging/v1/orders/${OTHER}/messages/unexpectedProblem?marketplaceIds=${US}`;
  const answer = await axios.post(address, { text: "The box has a dent. May we send another one?" });
  assert.equal(answer.status, 201);
}

await subscribes();
await readsTheOrders();
await readsTheReport();
await cancelsByFile();
await ships();
await writesToTheBuyer();
console.log("told");
