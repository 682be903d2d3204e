-- Reads the skipped fire times of a schedule, the latest first. ARGV: schedule, how many at most.

local key = P .. 'skipped:' .. text()
return { AT_NOW, try('LRANGE', key, 0, number() - 1) or {} }
