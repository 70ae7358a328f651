import util
import version
print("up", util.V, version.V)
