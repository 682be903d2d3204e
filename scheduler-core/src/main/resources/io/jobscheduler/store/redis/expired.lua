-- Reads claims whose lease has ended. ARGV: bytes at most, how many at most.

go_on_when_full()
local rows, bytes = {}, number()
for _, id in ipairs(redis.call('ZRANGEBYSCORE', P .. 'running', '-inf', '(' .. digits(NOW), 'LIMIT', 0, number())) do
	local job, flat = hash(P .. 'job:' .. id)
	if job == false then
		quarantine(id, job, '')
	elseif not job or job.state ~= RUNNING then
		redis.call('ZREM', P .. 'running', id)
	else
		rows[#rows + 1] = { id, flat }
		bytes = bytes - #(job.payload or '')
		if bytes <= 0 then
			break
		end
	end
end
return { AT_NOW, rows }
