-- Applies plans. ARGV: formats that are not known, how many, then of each: id, life, version, reason to set it aside or nothing; if
-- nothing: fields of the status, how many jobs, then of each: id, due, fields; how many skips, each a text.

local function set_aside(id, schedule, reason)
	redis.call('HDEL', P .. 'schedule:' .. id, 'due')
	redis.call('HSET', P .. 'schedule:' .. id, 'state', '3', 'reason', reason)
	if tonumber(schedule.version or '') then
		redis.call('HSET', P .. 'schedule:' .. id, 'version', digits(tonumber(schedule.version) + 1))
	end
	unfire(id, schedule)
end

local function insert_jobs(jobs)
	for _, each in ipairs(jobs) do
		if redis.call('EXISTS', P .. 'job:' .. each.id, P .. 'result:' .. each.id) == 0 then
			insert(each.id, each.flat, each.job)
		end
	end
end

local function read_jobs()
	local jobs = {}
	for i = 1, number() do
		local id, due = text(), text()
		local flat, job = fields()
		job.due = due
		jobs[i] = { id = id, flat = flat, job = job }
	end
	return jobs
end

ask_for_room()
local known = firing_keys()
local applied = {}
for i = 1, number() do
	local id, uid, version, reason = text(), text(), text(), text()
	local schedule = standing(id)
	local stands = schedule and schedule.state == '0' and (schedule.uid or '') == uid
		and (schedule.version or '') == version
	applied[i] = stands and 1 or 0
	if reason ~= '' then
		if stands then
			set_aside(id, schedule, reason)
		end
	else
		local flat, status = fields()
		local jobs = read_jobs()
		if stands then
			write_status(id, schedule, flat, status)
			insert_jobs(jobs)
			record_skips(id)
		else
			for _ = 1, number() do
				text()
			end
		end
	end
end
return { AT_NOW, next_firing(known), applied }
