-- What data, weights, peers and catalogue did to a score sums to its change.
select period, facility_id, delta, delta_data, delta_weights, delta_peers, delta_catalogue
from mart_score_change
where abs(delta - (delta_data + delta_weights + delta_peers + delta_catalogue)) > 1e-8
