-- Claims due jobs. ARGV: node, lease, highest format, bytes at most, how many lanes, then of each: slots, how many tasks,
-- then of each: task, highest version.

local MOST_VISITS = 500
local TOKENS = 20

local node, lease, format, bytes = text(), number(), number(), number()

local last = redis.call('GET', P .. 'token')
if last and not string.find(last, '^%d+$') then
	return redis.error_reply('WRONGKEY Key ' .. P .. 'token holds no number: set it to one above all tokens before')
end

go_on_when_full()
local visits, quarantined, limits = 0, {}, {}

-- The tasks that have a limit, aliases among them, each with the id that it counts as.
local limited = hash(P .. 'limits') or {}

-- Drops claims of a task that its jobs know nothing of: only such that look expired, as others are renewed.
local function clean(task)
	local key = P .. 'running:' .. task
	for _, id in ipairs(try('ZRANGEBYSCORE', key, '-inf', '(' .. digits(NOW), 'LIMIT', 0, 100) or {}) do
		local job = try('HMGET', P .. 'job:' .. id, 'state', 'task')
		if not job or job[1] ~= RUNNING or job[2] ~= task then
			redis.call('ZREM', key, id)
		end
	end
end

local function running(name, ids)
	local count = 0
	for task in string.gmatch(ids, '[^\n]+') do
		if limited[task] == name then
			count = count + (try('ZCARD', P .. 'running:' .. task) or 0)
		end
	end
	return count
end

-- How many more jobs of a task may run.
local function idle(name, most, ids)
	local count = running(name, ids)
	if count >= most then
		for each in string.gmatch(ids, '[^\n]+') do
			clean(each)
		end
		count = running(name, ids)
	end
	return most - count
end

-- The limits of a task, read once and then counted down; nil if it has none.
local function limits_of(task)
	local name = limited[task]
	if name and not limits[name] then
		local key = P .. 'task:' .. name
		local values = try('HMGET', key, 'max', 'ids', 'permits', 'period', 'window') or {}
		local most, permits, period = tonumber(values[1] or ''), tonumber(values[3] or ''), tonumber(values[4] or '')
		local rate
		if permits and period then
			local entries, used = entries_of(values[5] or '', period)
			rate = { key = key, permits = permits, period = period, entries = entries, used = used }
		end
		limits[name] = { idle = most and idle(name, most, values[2] or name) or math.huge, rate = rate }
	end
	return limits[name]
end

-- How many more jobs of a task may be claimed.
local function room_of(task)
	local of = limits_of(task)
	if not of then
		return math.huge
	end
	return of.rate and math.min(of.idle, of.rate.permits - of.rate.used) or of.idle
end

-- The queues of a task that hold what the node knows.
local function queues_of(task, highest)
	local queues = {}
	for _, each in ipairs(try('SMEMBERS', P .. 'queues:' .. task) or {}) do
		local of_format, version, priority = string.match(each, '^(%d+):(%d+):(%-?%d+)$')
		if of_format and tonumber(of_format) <= format and tonumber(version) <= highest then
			queues[#queues + 1] = { key = P .. 'queue:' .. each .. ':' .. task, task = task, lane = each,
				version = version, priority = tonumber(priority), heads = {}, next = 1, ahead = 4 }
		end
	end
	return queues
end

-- The queues of a lane, the highest priority first.
local function queues_of_lane(tasks)
	local queues = {}
	for task, highest in pairs(tasks) do
		for _, queue in ipairs((room_of(task) > 0) and queues_of(task, highest) or {}) do
			queues[#queues + 1] = queue
		end
	end
	table.sort(queues, function(a, b) return a.priority > b.priority end)
	return queues
end

local due_by_now = '(' .. at(NOW + 1)

-- The first due job of a queue, read in growing portions.
local function head(queue)
	if not queue.heads[queue.next] and not queue.empty then
		queue.heads = try('ZRANGEBYLEX', queue.key, '-', due_by_now, 'LIMIT', 0, queue.ahead) or {}
		queue.next = 1
		queue.empty = #queue.heads < queue.ahead
		queue.ahead = math.min(256, queue.ahead * 4)
		if not queue.heads[1] and redis.call('EXISTS', queue.key) == 0 then
			redis.call('SREM', P .. 'queues:' .. queue.task, queue.lane)
		end
	end
	return queue.heads[queue.next]
end

local function set_aside(id, job, reason)
	quarantine(id, job, reason)
	quarantined[#quarantined + 1] = id
	quarantined[#quarantined + 1] = reason
end

local function problem(job, queue)
	if job.state ~= PENDING then
		return "State '" .. (job.state or '') .. "' is none"
	end
	if job.task ~= queue.task then
		return "Task '" .. (job.task or '') .. "' is not that of its queue, '" .. queue.task .. "'"
	end
	if job.version ~= queue.version then
		return "Payload version '" .. (job.version or '') .. "' is not that of its queue, " .. queue.version
	end
end

-- Tokens are drawn some at a time, before the first of them is given out; what is not needed is left out.
local drawn, left = 0, 0

local function next_token()
	if left == 0 then
		left = TOKENS
		drawn = redis.call('INCRBY', P .. 'token', left) - left
	end
	left = left - 1
	drawn = drawn + 1
	return digits(drawn)
end

-- Claims the first job of a queue, or drops it from there if it is not what it should be.
local function take(queue, rows)
	local member = queue.heads[queue.next]
	local id = string.sub(member, 19)
	queue.next = queue.next + 1
	visits = visits + 1
	redis.call('ZREM', queue.key, member)
	redis.call('ZREM', P .. 'due', member)
	local job, flat = hash(P .. 'job:' .. id)
	if job == false then
		set_aside(id, job, 'Its key is no hash')
	elseif not job then
		redis.call('ZREM', P .. 'jobs', id)
	elseif job.state ~= RUNNING and job.state ~= QUARANTINED then
		local reason = problem(job, queue)
		if reason then
			set_aside(id, job, reason)
			return
		end
		local of = limits_of(queue.task)
		if of then
			of.idle = of.idle - 1
			if of.rate then
				count_claim(of.rate)
			end
		end
		local token = next_token()
		redis.call('HSET', P .. 'job:' .. id, 'state', RUNNING, 'token', token, 'node', node, 'lease', at(NOW + lease))
		redis.call('ZADD', P .. 'running', digits(NOW + lease), id)
		index('ZADD', P .. 'running:' .. queue.task, digits(NOW + lease), id)
		if job.progress then
			redis.call('HDEL', P .. 'job:' .. id, 'progress')
		end
		bytes = bytes - #(job.payload or '')
		rows[#rows + 1] = { id, token, flat }
	end
end

local function is_full()
	return visits >= MOST_VISITS or bytes <= 0
end

-- Of some queues of one priority, the one whose first job is due the earliest.
local function earliest(group)
	local best, best_head
	for _, queue in ipairs(group) do
		local first = room_of(queue.task) > 0 and head(queue)
		if first and (not best or first < best_head) then
			best, best_head = queue, first
		end
	end
	return best
end

local function fill(slots, tasks)
	local rows, queues, i = {}, queues_of_lane(tasks), 1
	while queues[i] and #rows < slots and not is_full() do
		local group, priority = {}, queues[i].priority
		while queues[i] and queues[i].priority == priority do
			group[#group + 1] = queues[i]
			i = i + 1
		end
		local queue = earliest(group)
		while queue and #rows < slots and not is_full() do
			take(queue, rows)
			queue = earliest(group)
		end
	end
	return rows
end

-- When the rate of a task that has held back due jobs permits the next; nil if none was held back.
local function held_back(task, highest)
	local rate = (limits_of(task) or {}).rate
	for _, queue in ipairs((rate and rate.used >= rate.permits) and queues_of(task, highest) or {}) do
		if (try('ZRANGEBYLEX', queue.key, '-', due_by_now, 'LIMIT', 0, 1) or {})[1] then
			return next_free(rate)
		end
	end
end

local lanes, held = {}, {}
for i = 1, number() do
	local slots, tasks = number(), {}
	for _ = 1, number() do
		local task = text()
		tasks[task] = number()
	end
	lanes[i] = fill(slots, tasks)
	held[i] = tasks
end
local next_due = redis.call('ZRANGEBYLEX', P .. 'due', '[' .. at(NOW + 1), '+', 'LIMIT', 0, 1)[1]
next_due = next_due and string.sub(next_due, 1, 18)
for _, tasks in ipairs(held) do
	for task, highest in pairs(tasks) do
		local free = held_back(task, highest)
		if free and (not next_due or at(free) < next_due) then
			next_due = at(free)
		end
	end
end
return { AT_NOW, next_due or false, is_full() and 1 or 0, quarantined, lanes }
