-- Changes schedules, all of them or none. ARGV: how many, then of each: id, what was read (none, other, hash), life,
-- version; then as many: id, kind, and by kind: status: fields, skips; all: fields, skips; remove; leave.

ask_for_room()
local found = {}
local count = number()
for i = 1, count do
	local id, kind, uid, version = text(), text(), text(), text()
	local schedule = standing(id)
	local is = (schedule == false) and 'other' or (redis.call('EXISTS', P .. 'schedule:' .. id) == 1) and 'hash' or 'none'
	if is ~= kind or is == 'hash' and ((schedule.uid or '') ~= uid or (schedule.version or '') ~= version) then
		return { 0 }
	end
	found[i] = schedule
end

for i = 1, count do
	local id, kind = text(), text()
	local before = found[i] or {}
	if kind == 'status' then
		local flat, status = fields()
		write_status(id, before, flat, status)
		record_skips(id)
	elseif kind == 'all' then
		local flat, schedule = fields()
		unfire(id, before)
		redis.call('DEL', P .. 'schedule:' .. id)
		redis.call('HSET', P .. 'schedule:' .. id, unpack(flat))
		redis.call('ZADD', P .. 'schedules', 0, id)
		if schedule.state == '0' and schedule.due then
			fire_at(id, schedule, schedule.due)
		end
		index_finished(id, before, schedule)
		record_skips(id)
	elseif kind == 'remove' then
		remove_schedule(id, found[i])
	end
end
return { 1 }
