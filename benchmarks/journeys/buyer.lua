-- A buyer looks round, buys something, looks at the order, and thinks better of every other one.
local words = { "the", "steel", "garden", "cotton", "lamp", "book", "set", "pro" }
local bought = 0

function journey()
  local world = me.world
  look(world .. "/")
  local item
  for _ = 1, 3 do
    local found = look(world .. "/s?q=" .. words[math.random(#words)])
    item = one_of(found, "/p/(%w+)") or item
    look_if(item and world .. "/p/" .. item)
  end
  look(world .. "/orders")
  look(world .. "/messages")
  local offer = look(world .. "/p/" .. me.items[math.random(#me.items)])
  local checkout = send(offer, world .. "/cart", "sku", { now = "yes", quantity = "1" })
  if not checkout then return end
  local placed = send(checkout, world .. "/checkout", "count") or ""
  local order = placed:match("/orders/(%d+%-%d+%-%d+)")
  if not order then return end
  look(world .. "/orders/" .. order)
  bought = bought + 1
  if bought % 2 == 0 then
    local form = look(world .. "/orders/" .. order .. "/cancel")
    local line = form:match('name="item" value="([^"]*)"')
    if line then send(form, world .. "/orders/" .. order .. "/cancel", "item", { item = line }) end
  end
  look(world .. "/orders?list=canceled")
end
