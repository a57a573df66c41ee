"""Simulate items flowing through a map: queues, shared teams, limits, batches, gates, returns.

Start with :func:`simulate_flow`; :class:`FlowNetwork` and :func:`run_network` are the level below. Importing this
package imports neither numba nor scipy.
"""

from vsm_toolkit.flow_simulation.map_flow import FlowResult as FlowResult
from vsm_toolkit.flow_simulation.map_flow import simulate_flow as simulate_flow
from vsm_toolkit.flow_simulation.map_network import FlowSettings as FlowSettings
from vsm_toolkit.flow_simulation.network import FlowNetwork as FlowNetwork
from vsm_toolkit.flow_simulation.network import ItemRoute as ItemRoute
from vsm_toolkit.flow_simulation.network import OtherWork as OtherWork
from vsm_toolkit.flow_simulation.network import Return as Return
from vsm_toolkit.flow_simulation.network import Station as Station
from vsm_toolkit.flow_simulation.replications import run_network as run_network
from vsm_toolkit.flow_simulation.run_records import Interval as Interval
from vsm_toolkit.flow_simulation.run_records import RunRecord as RunRecord
