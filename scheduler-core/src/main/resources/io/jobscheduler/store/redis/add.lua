-- Adds jobs. ARGV: how many, then of each: id, policy, due instant or nothing, delay, fields.

local function holder(job)
	local id = job.key and try('GET', P .. 'unique:' .. job.key)
	if id then
		local found = route(id)
		if found == false or found.key == job.key then
			return id, found
		end
	end
end

local function replace(id, before, flat, job)
	local key = P .. 'job:' .. id
	dequeue(id, before)
	unlive(id, before)
	redis.call('HDEL', key, 'settings', 'schedule', 'fire', 'watched')
	redis.call('HSET', key, unpack(flat))
	redis.call('HSET', key, 'due', job.due)
	if job.schedule then
		index('SADD', P .. 'live:' .. job.schedule, id)
	end
	enqueue(id, job)
end

ask_for_room()
local replies = {}
for i = 1, number() do
	local id, policy, due, delay = text(), text(), text(), number()
	local flat, job = fields()
	job.due = (due ~= '') and due or at(NOW + delay)
	if redis.call('EXISTS', P .. 'job:' .. id, P .. 'result:' .. id) > 0 then
		replies[i] = { 'EXISTS', id }
	else
		local taken, before = holder(job)
		if not taken then
			insert(id, flat, job)
			replies[i] = { 'ADDED', id }
		elseif policy == 'REJECT' then
			replies[i] = { 'REJECTED', taken }
		elseif policy == 'REPLACE' and before and before.state == PENDING then
			replace(taken, before, flat, job)
			replies[i] = { 'REPLACED', taken }
		else
			replies[i] = { 'KEPT', taken }
		end
	end
end
return replies
