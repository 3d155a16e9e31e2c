-- A seller's program asks for new orders and what is in them, and confirms some; a test's program places others.
local number, turns = '"AmazonOrderId":%s*"(%d+%-%d+%-%d+)"', 0
local list = "/orders/v0/orders?MarketplaceIds=ATVPDKIKX0DER&MaxResultsPerPage=50"

function journey()
  turns = turns + 1
  look(list .. "&CreatedAfter=2026-02-20T00%3A00%3A00Z")
  local open = look(list .. "&CreatedAfter=2026-01-01T00%3A00%3A00Z&OrderStatuses=Unshipped&FulfillmentChannels=MFN")
  for at = 1, 4 do
    local order = one_of(open, number)
    if order then
      look("/orders/v0/orders/" .. order)
      local items = look("/orders/v0/orders/" .. order .. "/orderItems")
      local line, units = items:match('"OrderItemId":%s*"(%w+)"'), items:match('"QuantityOrdered":%s*(%d+)')
      local is_one = not items:match('"OrderItemId".*"OrderItemId"')
      if at == 1 and line and is_one then
        put("/orders/v0/orders/" .. order .. "/shipmentConfirmation", string.format(
          '{"marketplaceId":"ATVPDKIKX0DER","packageDetail":{"packageReferenceId":"1","carrierCode":"Other",' ..
          '"carrierName":"Harrow Parcel","shippingMethod":"Standard","trackingNumber":"P%d-%d","shipDate":"%s",' ..
          '"orderItems":[{"orderItemId":"%s","quantity":%s}]}}', place, turns, me.now, line, units))
      end
    end
  end
  look(me.control)
  look(me.control .. "/events?limit=50")
  put(me.control .. "/orders", '{"released": true}')
end
