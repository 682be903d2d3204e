-- Reads due schedules, each with the number of its live jobs. ARGV: bytes at most, how many at most, formats that are not known.

local MOST_CHECKED = 50

-- Jobs that are gone, as after a key was deleted by hand, must not hold up their schedule.
local function live(id)
	local key = P .. 'live:' .. id
	local count = try('SCARD', key) or 0
	if count > 0 and count <= MOST_CHECKED then
		for _, job in ipairs(redis.call('SMEMBERS', key)) do
			local state = try('HGET', P .. 'job:' .. job, 'state')
			if state ~= PENDING and state ~= RUNNING then
				redis.call('SREM', key, job)
				count = count - 1
			end
		end
	end
	return count
end

go_on_when_full()
local bytes, most = number(), number()
local entries = {}
local known, met = firing_keys()
for _, key in ipairs(known) do
	for _, member in ipairs(try('ZRANGEBYLEX', key, '-', '(' .. at(NOW + 1), 'LIMIT', 0, most) or {}) do
		entries[#entries + 1] = { key = key, member = member }
	end
end
table.sort(entries, function(a, b) return a.member < b.member end)

local rows, quarantined = {}, {}
for i = 1, math.min(most, #entries) do
	local entry = entries[i]
	local id = string.sub(entry.member, 19)
	local schedule, flat = hash(P .. 'schedule:' .. id)
	local active = schedule and schedule.state == '0' and firing(schedule) == entry.key and schedule.due
	if active and schedule.due .. id ~= entry.member and string.find(schedule.due, '^' .. string.rep('%d', 18) .. '$') then
		redis.call('ZREM', entry.key, entry.member)
		redis.call('ZADD', entry.key, 0, schedule.due .. id)
	elseif active then
		rows[#rows + 1] = { id, (schedule.facts == '1') and live(id) or 0, flat }
		bytes = bytes - #(schedule.definition or '') - #(schedule.declaration or '')
		if bytes <= 0 then
			break
		end
	else
		redis.call('ZREM', entry.key, entry.member)
		if schedule == false then
			quarantined[#quarantined + 1] = id
		end
	end
end
return { AT_NOW, next_firing(known), rows, quarantined, met }
