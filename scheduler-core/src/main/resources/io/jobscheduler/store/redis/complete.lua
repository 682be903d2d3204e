-- Ends claims. ARGV: 1 if only expired ones, how many, then of each: id, token, kind, and by kind:
-- end: when, retention, fields of the result; release: delay or nothing, fields of the job; quarantine: reason.

local function release(id, job, delay, flat)
	local key = P .. 'job:' .. id
	unclaim(id, job)
	redis.call('HDEL', key, 'node', 'lease', 'error', 'progress')
	redis.call('HSET', key, 'state', PENDING, unpack(flat))
	if delay ~= '' then
		job.due = at(NOW + tonumber(delay))
		redis.call('HSET', key, 'due', job.due)
	end
	enqueue(id, job)
end

-- What is there of a job that the claim does not hold.
local function trace(id, job)
	if job and job.state then
		return { 'job', job.token or '', job.state }
	end
	local result = try('HMGET', P .. 'result:' .. id, 'token', 'outcome')
	if result and result[1] then
		return { 'result', result[1], result[2] or '' }
	end
	return { 'nothing' }
end

go_on_when_full()
local expired = text() == '1'
local replies = {}
for i = 1, number() do
	local id, token, kind = text(), text(), text()
	local ended, retention, delay, reason, flat, values
	if kind == 'end' then
		ended = text()
		retention = number()
		flat, values = fields()
	elseif kind == 'release' then
		delay = text()
		flat = fields()
	else
		reason = text()
	end
	local job = route(id)
	local held = job and job.state == RUNNING and job.token == token
	if held and expired then
		held = not job.lease or job.lease < AT_NOW
	end
	if not held then
		replies[i] = trace(id, job)
	else
		replies[i] = { 'held' }
		if kind == 'end' then
			remove(id, job)
			if retention > 0 then
				keep_result(id, flat, ended, retention)
			end
			wake(job, ended, values.outcome)
		else
			if kind == 'release' then
				release(id, job, delay, flat)
			else
				quarantine(id, job, reason)
			end
			if job.cancel then
				redis.call('SADD', P .. 'cancelling', id)
			end
		end
	end
end
return replies
