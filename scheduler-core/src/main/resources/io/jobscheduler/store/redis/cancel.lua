-- Cancels jobs. ARGV: retention, how many, ids.

go_on_when_full()
local retention, replies = number(), {}
for i = 1, number() do
	local id = text()
	local job = hash(P .. 'job:' .. id)
	if job == false then
		redis.call('DEL', P .. 'job:' .. id)
		redis.call('ZREM', P .. 'jobs', id)
		redis.call('ZREM', P .. 'running', id)
		redis.call('ZREM', P .. 'quarantined', id)
		replies[i] = { 'CANCELLED' }
	elseif not job then
		replies[i] = { (redis.call('EXISTS', P .. 'result:' .. id) == 1) and 'ENDED' or 'UNKNOWN' }
	elseif job.state == RUNNING then
		redis.call('HSET', P .. 'job:' .. id, 'cancel', digits(retention))
		replies[i] = { 'REQUESTED' }
	else
		cancel(id, job, retention)
		replies[i] = { 'CANCELLED' }
	end
end
return replies
