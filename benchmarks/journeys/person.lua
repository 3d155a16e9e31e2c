-- What all people of a load have in common. A thread of wrk with its one connection is a person, whose journey is a
-- coroutine: it asks for a page, waits, reads what came and goes on. `people` (a list) is written by load.py; `journey`
-- (a function) by the file that asks for this one.

local threads, counted = {}, { "answers", "written", "refused", "broken" }
local cookies, asked, answer, going = {}, nil, nil, nil

function setup(thread)
  threads[#threads + 1] = thread
  thread:set("place", #threads)
end

function init()
  me = people[(place - 1) % #people + 1]
  answers, written, refused, broken = 0, 0, 0, 0
  for name, value in pairs(me.cookies or {}) do cookies[name] = value end
  math.randomseed(place)
  going = coroutine.create(function() while true do journey() end end)
end

function request()
  -- Asked again without an answer in between: the connection was lost, or wrk is only looking.
  if answer or not asked then
    local fine, wanted = coroutine.resume(going, answer)
    if not fine then error(wanted) end
    asked, answer = wanted, nil
  end
  return asked
end

function response(status, headers, body)
  for name, value in pairs(headers) do
    if name:lower() == "set-cookie" then
      local key, text = value:match("^([^=]+)=([^;]*)")
      cookies[key] = text
    end
  end
  answers = answers + 1
  if status >= 500 then broken = broken + 1 elseif status >= 400 then refused = refused + 1 end
  answer = { status = status, body = body, place = headers["Location"] }
end


-- Microseconds and how many answers took them, then what was counted.
function done(summary, latency)
  for at = 1, #latency do
    local value, count = latency(at)
    print(string.format("took %d %d", value, count))
  end
  for _, name in ipairs(counted) do
    local sum = 0
    for _, thread in ipairs(threads) do sum = sum + thread:get(name) end
    print(name, sum)
  end
  print("lost", summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout)
end

local function call(method, path, kind, body)
  local headers, said = { ["Content-Type"] = kind }, {}
  for name, value in pairs(cookies) do said[#said + 1] = name .. "=" .. value end
  if #said > 0 then headers["Cookie"] = table.concat(said, "; ") end
  for name, value in pairs(me.headers or {}) do headers[name] = value end
  return coroutine.yield(wrk.format(method, path, headers, body))
end

function look(path) return call("GET", path).body end

-- Look at what a page leads to that is not always there.
function look_if(path) if path then return look(path) end end

function plain(text)
  local signs = { ["&amp;"] = "&", ["&lt;"] = "<", ["&gt;"] = ">", ["&#34;"] = '"', ["&#39;"] = "'" }
  return (text:gsub("&#?%w+;", signs))
end

function one_of(page, pattern)
  local found = {}
  for text in (page or ""):gmatch(pattern) do found[#found + 1] = text end
  return found[math.random(math.max(#found, 1))]
end

local function escaped(text)
  return (text:gsub("[^%w%-_.]", function(one) return string.format("%%%02X", one:byte()) end))
end

-- Fill in the form of a page that has a field of this name, and send it; follow where it leads.
function send(page, path, field, typed)
  for form in page:gmatch("<form.-</form>") do
    if form:find('name="' .. field .. '"', 1, true) then
      local fields, said = {}, {}
      for input in form:gmatch("<input(.-)>") do
        local name, kind = input:match('name="([^"]*)"'), input:match('type="([^"]*)"')
        local is_open = kind == "radio" or kind == "checkbox"
        if name and (not is_open or input:find(" checked")) then fields[name] = input:match('value="([^"]*)"') end
      end
      for name, value in pairs(typed or {}) do fields[name] = value end
      for name, value in pairs(fields) do said[#said + 1] = escaped(name) .. "=" .. escaped(plain(value)) end
      local came = call("POST", path, "application/x-www-form-urlencoded", table.concat(said, "&"))
      if came.status == 303 then
        written = written + 1
        return look(came.place:gsub("^https?://[^/]+", ""))
      end
      return came.body
    end
  end
end

function put(path, body)
  local came = call("POST", path, "application/json", body)
  if came.status < 300 then written = written + 1 end
  return came.body
end
