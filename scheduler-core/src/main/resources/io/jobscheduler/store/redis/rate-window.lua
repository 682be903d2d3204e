-- The window of a rate, as RateWindow has it. Stands before the script that claims.

local MOST_ENTRIES = 64

-- The entries of a rate's window that still count, the earliest first; none if it is damaged.
local function entries_of(window, period)
	local entries, used = {}, 0
	for entry in string.gmatch(window .. ',', '([^,]*),') do
		local micros, count = string.match(entry, '^(%d+):(%d+)$')
		if not micros then
			return {}, 0
		end
		if NOW - tonumber(micros) < period then
			entries[#entries + 1] = { micros = tonumber(micros), count = tonumber(count) }
			used = used + tonumber(count)
		end
	end
	return entries, used
end

local function merge_closest(entries)
	local closest, least = 1, math.huge
	for i = 1, #entries - 1 do
		local gap = entries[i + 1].micros - entries[i].micros
		if gap < least then
			closest, least = i, gap
		end
	end
	local earlier = table.remove(entries, closest)
	entries[closest].count = entries[closest].count + earlier.count
end

-- Begins the entry of what is claimed now. A clock that was set back must not let an entry be forgotten early.
local function begin_entry(rate)
	local entries = rate.entries
	local latest = entries[#entries]
	entries[#entries + 1] = { micros = math.max(NOW, latest and latest.micros or NOW), count = 0 }
	while #entries > MOST_ENTRIES do
		merge_closest(entries)
	end
	local earlier = {}
	for i = 1, #entries - 1 do
		earlier[i] = digits(entries[i].micros) .. ':' .. digits(entries[i].count) .. ','
	end
	rate.last, rate.earlier = entries[#entries], table.concat(earlier)
end

-- Counts a claim in a rate's window, which is written before the claim is.
local function count_claim(rate)
	if not rate.last then
		begin_entry(rate)
	end
	rate.used = rate.used + 1
	rate.last.count = rate.last.count + 1
	redis.call('HSET', rate.key, 'window', rate.earlier .. digits(rate.last.micros) .. ':' .. digits(rate.last.count))
end

-- When a rate that permits none now permits the next claim.
local function next_free(rate)
	local over = rate.used - rate.permits + 1
	for _, entry in ipairs(rate.entries) do
		over = over - entry.count
		if over <= 0 then
			return entry.micros + rate.period
		end
	end
	return NOW + rate.period
end

