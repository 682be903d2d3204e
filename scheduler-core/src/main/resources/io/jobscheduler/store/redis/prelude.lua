-- Stands before each script. KEYS are two keys of the slot that everything is in, of which the second never exists:
-- so Redis Cluster refuses the script as a whole while the slot is being moved. The other keys are computed.
-- ARGV: the prefix of the keys, what to add to the clock in microseconds, then what the script itself reads.

local P = ARGV[1]

local position = 2

local function text()
	position = position + 1
	return ARGV[position]
end

local function number()
	return tonumber(text())
end

-- Fields and values of a hash: how many texts follow, then the texts.
local function fields()
	local flat, map = {}, {}
	for i = 1, number(), 2 do
		flat[i] = text()
		flat[i + 1] = text()
		map[flat[i]] = flat[i + 1]
	end
	return flat, map
end

-- An instant as it is kept: microseconds since 1970 and 10^17, in 18 digits. Exact from 1970 to the year 2255.
local function at(micros)
	return '1' .. string.format('%017.0f', micros)
end

local function digits(micros)
	return string.format('%.0f', micros)
end

local clock = redis.call('TIME')
local NOW = clock[1] * 1000000 + clock[2] + tonumber(ARGV[2])
local AT_NOW = at(NOW)

-- The keys that everything hangs on are looked at first, so that no script stops halfway for their sake.
for name, kind in pairs({
	jobs = 'zset', due = 'zset', running = 'zset', quarantined = 'zset', cancelling = 'set', results = 'zset',
	expiring = 'zset', limits = 'hash', formats = 'set', schedules = 'zset', finished = 'zset', skips = 'zset', nodes = 'zset', token = 'string',
	meta = 'hash'
}) do
	local found = redis.call('TYPE', P .. name).ok
	if found ~= kind and found ~= 'none' then
		return redis.error_reply('WRONGKEY Key ' .. P .. name .. ' holds a ' .. found .. ', and should hold a ' .. kind
			.. ': restore it, or delete it')
	end
end

-- A full server lets a script do whatever it does once it has done a write that frees memory, and refuses one that begins
-- with another. What lets the store grow asks for room, with a write of nothing; what was begun goes on.
local function ask_for_room()
	redis.call('SETRANGE', P .. 'absent', 0, '')
end

local function go_on_when_full()
	redis.call('DEL', P .. 'absent')
end

-- Calls a command; nil if the key has another type.
local function try(...)
	local reply = redis.pcall(...)
	if type(reply) == 'table' and reply.err then
		if not string.find(reply.err, 'WRONGTYPE', 1, true) then
			error(reply.err)
		end
		return nil
	end
	return reply
end

-- Calls a command on the index of one task, schedule or key; if it has another type, it is begun anew.
local function index(command, key, ...)
	local reply = try(command, key, ...)
	if reply == nil then
		redis.call('DEL', key)
		reply = redis.call(command, key, ...)
	end
	return reply
end

-- A whole hash, as a table and as it came; nil if there is none, false if the key has another type.
local function hash(key)
	local flat = try('HGETALL', key)
	if not flat then
		return false
	end
	if #flat == 0 then
		return nil
	end
	local map = {}
	for i = 1, #flat, 2 do
		map[flat[i]] = flat[i + 1]
	end
	return map, flat
end

local PENDING, RUNNING, QUARANTINED = '0', '1', '2'

local ROUTE = { 'state', 'token', 'task', 'version', 'priority', 'format', 'due', 'key', 'schedule', 'watched', 'cancel',
	'lease', 'failures', 'abandonments' }

-- What the steps need to know of a job, without its arguments; empty if there is none, false if it is no hash.
local function route(id)
	local values = try('HMGET', P .. 'job:' .. id, unpack(ROUTE))
	if not values then
		return false
	end
	local job = {}
	for i, name in ipairs(ROUTE) do
		job[name] = values[i] or nil
	end
	return job
end

local function lane(job)
	return (job.format or '') .. ':' .. (job.version or '') .. ':' .. (job.priority or '')
end

local enqueued = {}

local function enqueue(id, job)
	local member, task = (job.due or AT_NOW) .. id, job.task or ''
	local queue = P .. 'queue:' .. lane(job) .. ':' .. task
	index('ZADD', queue, 0, member)
	if not enqueued[queue] then
		index('SADD', P .. 'queues:' .. task, lane(job))
		enqueued[queue] = true
	end
	redis.call('ZADD', P .. 'due', 0, member)
end

local function dequeue(id, job)
	local member, task = (job.due or '') .. id, job.task or ''
	local queue = P .. 'queue:' .. lane(job) .. ':' .. task
	index('ZREM', queue, member)
	if redis.call('EXISTS', queue) == 0 then
		index('SREM', P .. 'queues:' .. task, lane(job))
		enqueued[queue] = nil
	end
	redis.call('ZREM', P .. 'due', member)
end

local function unclaim(id, job)
	redis.call('ZREM', P .. 'running', id)
	index('ZREM', P .. 'running:' .. (job.task or ''), id)
end

-- Takes a job out of whatever its state has put it in.
local function withdraw(id, job)
	if job.state == RUNNING then
		unclaim(id, job)
	elseif job.state == PENDING then
		dequeue(id, job)
	else
		redis.call('ZREM', P .. 'quarantined', id)
	end
end

local function unlive(id, job)
	if job.schedule then
		index('SREM', P .. 'live:' .. job.schedule, id)
	end
end

-- Adds fields and values to a list of such.
local function append(flat, ...)
	for _, value in ipairs({ ... }) do
		flat[#flat + 1] = value
	end
	return flat
end

-- Inserts a pending job.
local function insert(id, flat, job)
	append(flat, 'state', PENDING, 'due', job.due, 'created', AT_NOW, 'token', 0)
	append(flat, 'failures', job.failures or 0, 'abandonments', job.abandonments or 0)
	redis.call('HSET', P .. 'job:' .. id, unpack(flat))
	redis.call('ZADD', P .. 'jobs', 0, id)
	if job.key then
		redis.call('SET', P .. 'unique:' .. job.key, id)
	end
	if job.schedule then
		index('SADD', P .. 'live:' .. job.schedule, id)
	end
	enqueue(id, job)
end

-- Removes a job that has ended.
local function remove(id, job)
	redis.call('DEL', P .. 'job:' .. id)
	redis.call('ZREM', P .. 'jobs', id)
	if job.cancel then
		redis.call('SREM', P .. 'cancelling', id)
	end
	withdraw(id, job)
	unlive(id, job)
	if job.key and try('GET', P .. 'unique:' .. job.key) == id then
		redis.call('DEL', P .. 'unique:' .. job.key)
	end
end

-- Sets a job aside; false for one whose key is no hash.
local function quarantine(id, job, reason)
	if job then
		local key = P .. 'job:' .. id
		withdraw(id, job)
		unlive(id, job)
		redis.call('HDEL', key, 'node', 'lease', 'progress')
		redis.call('HSET', key, 'state', QUARANTINED, 'error', reason)
	else
		redis.call('ZREM', P .. 'running', id)
	end
	redis.call('ZADD', P .. 'quarantined', 0, id)
end

local function keep_result(id, flat, ended, retention)
	local key, expires = P .. 'result:' .. id, NOW + retention
	index('HSET', key, unpack(append(flat, 'ended', ended, 'expires', at(expires))))
	redis.call('ZADD', P .. 'results', 0, ended .. id)
	redis.call('ZADD', P .. 'expiring', digits(expires), ended .. id)
end

local function formats(schedule)
	return (schedule.format or '') .. ':' .. (schedule.trigger or '')
end

local function firing(schedule)
	return P .. 'firing:' .. formats(schedule)
end

-- Has an active schedule fire when it is due.
local function fire_at(id, schedule, due)
	index('ZADD', firing(schedule), 0, due .. id)
	redis.call('SADD', P .. 'formats', formats(schedule))
end

local function unfire(id, schedule)
	if schedule.due then
		index('ZREM', firing(schedule), schedule.due .. id)
	end
end

-- Counts a job that a schedule watches among those in a row that have failed. What is there and is no number stays.
local function count_end(key, failures, outcome)
	if outcome == 'SUCCEEDED' then
		redis.call('HDEL', key, 'failures')
	elseif (outcome == 'FAILED' or outcome == 'ABANDONED') and tonumber(failures or '0') then
		redis.call('HSET', key, 'failures', digits(tonumber(failures or '0') + 1))
	end
end

-- A watched job has ended: its schedule learns when and how, and is due if it waits for it.
local function wake(job, ended, outcome)
	if not job.schedule or job.watched ~= '1' then
		return
	end
	local id, key = job.schedule, P .. 'schedule:' .. job.schedule
	local values = try('HMGET', key, 'version', 'state', 'waiting', 'ended', 'due', 'format', 'trigger', 'failures')
	if not values or not tonumber(values[1] or '') then
		return
	end
	local schedule = { due = values[5] or nil, format = values[6] or nil, trigger = values[7] or nil }
	if not values[4] or values[4] < ended then
		redis.call('HSET', key, 'ended', ended)
	end
	count_end(key, values[8], outcome)
	redis.call('HSET', key, 'version', digits(tonumber(values[1]) + 1))
	if values[2] == '0' and values[3] == '1' then
		unfire(id, schedule)
		redis.call('HSET', key, 'due', AT_NOW)
		fire_at(id, schedule, AT_NOW)
	end
end

-- What a job was asked to do, as StoreFormat.writeDetails puts it; nil if too much of it is missing. Options that cannot be
-- read make this one unreadable, too, which hurts no more than itself.
local function details(job)
	if not job.payload or not string.find(job.version or '', '^%d+$') then
		return nil
	end
	return '{"spec":{"payloadVersion":' .. job.version .. ',"arguments":' .. cjson.encode(job.payload)
		.. (job.key and ',"uniqueKey":' .. cjson.encode(job.key) or '')
		.. (job.settings and ',"options":' .. job.settings or '') .. '}}'
end

-- Ends a job that does not run as cancelled. It is read whole.
local function cancel(id, job, retention)
	local message = (job.state == QUARANTINED) and 'while it was quarantined' or 'before it started'
	remove(id, job)
	if retention > 0 then
		local attempt = (tonumber(job.failures) or 0) + (tonumber(job.abandonments) or 0) + 1
		local result = { 'task', job.task or '', 'outcome', 'CANCELLED', 'token', job.token or '0', 'attempt',
			digits(attempt), 'errorType', 'cancelled', 'errorMessage', message }
		for _, name in ipairs({ 'schedule', 'fire', 'watched' }) do
			if job[name] then
				append(result, name, job[name])
			end
		end
		local asked = details(job)
		if asked then
			append(result, 'details', asked)
		end
		keep_result(id, result, AT_NOW, retention)
	end
	wake(job, AT_NOW, 'CANCELLED')
	return message
end

-- What a node was told to do, and what all were; empty for nothing.
local function told(node)
	local modes = try('HMGET', P .. 'modes', node, '') or {}
	return { modes[1] or '', modes[2] or '' }
end

-- When the first of some schedules is due; false if none is.
local function next_firing(keys)
	local first = false
	for _, key in ipairs(keys) do
		local head = try('ZRANGE', key, 0, 0)
		if head and head[1] and (not first or head[1] < first) then
			first = head[1]
		end
	end
	return first and string.sub(first, 1, 18)
end

-- The zsets of due schedules but those of formats that the caller cannot read, and the names of the formats. What a
-- caller can read cannot be listed, since triggers are made of others; so it learns what it cannot.
local function firing_keys()
	local foreign, keys, met = {}, {}, {}
	for _ = 1, number() do
		foreign[text()] = true
	end
	for _, name in ipairs(redis.call('SMEMBERS', P .. 'formats')) do
		if not foreign[name] then
			keys[#keys + 1] = P .. 'firing:' .. name
			met[#met + 1] = name
			if redis.call('EXISTS', keys[#keys]) == 0 then
				redis.call('SREM', P .. 'formats', name)
			end
		end
	end
	return keys, met
end

