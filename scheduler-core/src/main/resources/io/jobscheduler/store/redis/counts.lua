-- Counts.

local CHECKED = 100

local overdue = false
for _, member in ipairs(redis.call('ZRANGE', P .. 'due', 0, CHECKED - 1)) do
	if try('HGET', P .. 'job:' .. string.sub(member, 19), 'state') == PENDING then
		overdue = string.sub(member, 1, 18)
		break
	end
end
local jobs, running = redis.call('ZCARD', P .. 'jobs'), redis.call('ZCARD', P .. 'running')
local quarantined = redis.call('ZCARD', P .. 'quarantined')
return { AT_NOW, redis.call('ZCARD', P .. 'schedules'), math.max(0, jobs - running - quarantined), running, quarantined,
	redis.call('ZCARD', P .. 'results'), overdue }
