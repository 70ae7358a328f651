import merged
import shard
import stage

print(shard.NUMBER, stage.LEVEL, stage.SHARE, merged.TOKEN)
