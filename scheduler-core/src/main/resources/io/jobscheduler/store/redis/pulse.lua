-- A node lives. ARGV: node, incarnation, lease, how many cancels at most, formats of schedules that are not known,
-- claims (id, token, progress or nothing).

local CLEANED = 100

local node, incarnation, lease, most = text(), text(), number(), number()

go_on_when_full()
local known, met = firing_keys()
local key = P .. 'node:' .. node
local registered = try('HGET', key, 'incarnation') == incarnation
local lost, cancelled, asked = {}, {}, {}
if registered then
	redis.call('HSET', key, 'heartbeat', AT_NOW, 'lease', digits(lease), 'till', at(NOW + lease))
	redis.call('ZADD', P .. 'nodes', digits(NOW + lease), node)
	for _ = 1, number() do
		local id, token, progress = text(), text(), text()
		local job = route(id)
		if job and job.state == RUNNING and job.token == token then
			redis.call('HSET', P .. 'job:' .. id, 'lease', at(NOW + lease))
			redis.call('ZADD', P .. 'running', digits(NOW + lease), id)
			index('ZADD', P .. 'running:' .. (job.task or ''), digits(NOW + lease), id)
			if progress ~= '' then
				redis.call('HSET', P .. 'job:' .. id, 'progress', progress)
			end
			if job.cancel then
				asked[#asked + 1] = id
			end
		else
			lost[#lost + 1] = id
		end
	end
end

-- Requests whose jobs do not run any more.
if most > 0 then
	for _, id in ipairs(redis.call('SRANDMEMBER', P .. 'cancelling', most)) do
		local job, flat = hash(P .. 'job:' .. id)
		redis.call('SREM', P .. 'cancelling', id)
		if job and job.cancel and job.state ~= RUNNING then
			local message = cancel(id, job, tonumber(job.cancel) or 0)
			cancelled[#cancelled + 1] = { id, message, flat }
		end
	end
end

local next_job = false
for _ = 1, CLEANED do
	local head = redis.call('ZRANGE', P .. 'due', 0, 0)[1]
	if not head then
		break
	end
	local job = route(string.sub(head, 19))
	if job and job.state == PENDING then
		next_job = string.sub(head, 1, 18)
		break
	end
	redis.call('ZREM', P .. 'due', head)
end

local expiry = redis.call('ZRANGE', P .. 'running', 0, 0, 'WITHSCORES')[2]
return { AT_NOW, registered and 1 or 0, lost, asked, cancelled, next_firing(known), next_job,
	expiry and at(tonumber(expiry)) or false, met, told(node) }
