-- Reads a page. ARGV: index, start of the keys, cut from each member to get the end of its key, 1 if backwards, cursor,
-- how many rows and bytes at most, 1 to leave out what has expired, filter (fields and values).

local MOST_VISITS = 1000
local MOST_RUNNING = 10000

local name, start, cut, backwards, cursor, most, bytes = text(), text(), number(), text() == '1', text(),
	number(), number()
local unexpired = text() == '1'
local names, wanted = {}, {}
for i = 1, number(), 2 do
	names[#names + 1] = text()
	wanted[#wanted + 1] = text()
end

-- The next members of the index after the cursor.
local function members()
	if name == 'running' then
		local found = {}
		for _, id in ipairs(redis.call('ZRANGE', P .. name, 0, MOST_RUNNING)) do
			if id > cursor then
				found[#found + 1] = id
			end
		end
		table.sort(found)
		return found, #found
	end
	local visits = (#names > 0) and MOST_VISITS or most + 1
	if backwards then
		return redis.call('ZREVRANGEBYLEX', P .. name, (cursor ~= '') and '(' .. cursor or '+', '-', 'LIMIT', 0, visits),
			visits
	end
	return redis.call('ZRANGEBYLEX', P .. name, (cursor ~= '') and '(' .. cursor or '-', '+', 'LIMIT', 0, visits), visits
end

local function matches(key)
	if unexpired and (try('HGET', key, 'expires') or '') <= AT_NOW then
		return false
	end
	local values = (#names > 0) and try('HMGET', key, unpack(names)) or {}
	for i, value in ipairs(wanted) do
		if not values or values[i] ~= value then
			return false
		end
	end
	return true
end

local rows, last = {}, cursor
local found, asked = members()
local more = #found == asked and name ~= 'running'
for _, member in ipairs(found) do
	if #rows == most or bytes <= 0 then
		more = true
		break
	end
	last = member
	local key = P .. start .. string.sub(member, cut + 1)
	if matches(key) then
		local value, flat = hash(key)
		if value ~= nil then
			rows[#rows + 1] = { member, value and 'hash' or 'other', flat or {} }
			for _, each in ipairs(flat or {}) do
				bytes = bytes - #each
			end
		end
	end
end
return { AT_NOW, more and 1 or 0, last, rows }
