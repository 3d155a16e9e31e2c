-- A seller looks at what is to be done, ships some of it, cancels a little, and keeps an eye on the account's health.
-- Who cancels more than one in fifty is soon taken off sale, and then nobody buys.
local number, turns = "/seller/orders/(%d+%-%d+%-%d+)", 0

function journey()
  local seller = me.world .. "/seller"
  look(seller .. "/")
  for _ = 1, 2 do
    local order = one_of(look(seller .. "/orders/unshipped"), number)
    look_if(order and seller .. "/orders/" .. order)
    if order then
      turns = turns + 1
      local path = seller .. "/orders/" .. order .. (turns % 50 == 0 and "/cancel" or "/confirm")
      local form = look(path)
      if turns % 50 == 0 then
        send(form, path, "memo", { reason = "NoInventory", confirmed = "yes" })
      else
        send(form, path, "p1-carrier", { ["p1-carrier"] = "Harrow Parcel", ["p1-tracking"] = "T" .. place .. "-" .. turns })
      end
    end
  end
  look(seller .. "/orders/pending")
  local sent = one_of(look(seller .. "/orders/sent"), number)
  look_if(sent and seller .. "/orders/" .. sent)
  look_if(sent and seller .. "/orders/search?q=" .. sent)
  look(seller .. "/orders/canceled")
  look(seller .. "/health")
  look(seller .. "/messages")
  look(seller .. "/inventory")
end
