-- How a schedule's status is written. Stands before scripts that do so.

local function index_finished(id, before, schedule)
	if schedule.state == '2' and not schedule.application then
		redis.call('ZADD', P .. 'finished', 'NX', digits(NOW), id)
	elseif before.state == '2' then
		redis.call('ZREM', P .. 'finished', id)
	end
end

-- Writes a new status; before has the state, due time, format and application that are there.
local function write_status(id, before, flat, status)
	local key = P .. 'schedule:' .. id
	redis.call('HDEL', key, 'reason', 'next', 'due', 'watermark', 'last', 'ended', 'waiting', 'failures')
	redis.call('HSET', key, unpack(flat))
	unfire(id, before)
	local schedule = { state = status.state, due = status.due, format = before.format, trigger = before.trigger,
		application = before.application }
	if schedule.state == '0' and schedule.due then
		fire_at(id, schedule, schedule.due)
	end
	index_finished(id, before, schedule)
end

local function record_skips(id)
	local count = number()
	for _ = 1, count do
		index('LPUSH', P .. 'skipped:' .. id, AT_NOW .. ' ' .. text())
	end
	if count > 0 then
		redis.call('ZADD', P .. 'skips', 'NX', digits(NOW), id)
	end
end

-- The fields that a write needs to know; empty if there is no schedule, false if the key is no hash.
local function standing(id)
	local names = { 'uid', 'version', 'state', 'due', 'format', 'trigger', 'application' }
	local values = try('HMGET', P .. 'schedule:' .. id, unpack(names))
	if not values then
		return false
	end
	local schedule = {}
	for i, name in ipairs(names) do
		schedule[name] = values[i] or nil
	end
	return schedule
end

local function remove_schedule(id, schedule)
	redis.call('UNLINK', P .. 'schedule:' .. id, P .. 'skipped:' .. id)
	redis.call('ZREM', P .. 'schedules', id)
	redis.call('ZREM', P .. 'finished', id)
	redis.call('ZREM', P .. 'skips', id)
	if schedule then
		unfire(id, schedule)
	end
end

